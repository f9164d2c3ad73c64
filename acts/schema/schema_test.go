package schema_test

import (
	"encoding/json"
	"testing"

	"samano/acts"
	"samano/acts/schema"
	"samano/acts/schema/schematest"
	"samano/register"
)

// blank returns the shortest payload of a kind that names every required field.
func blank(t *testing.T, kind register.Kind) map[string]json.RawMessage {
	t.Helper()
	d, _ := acts.Describe(kind)
	b, err := json.Marshal(d.New())
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]json.RawMessage
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryKindNamesItsFields(t *testing.T) {
	for _, kind := range acts.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			s, ok := schema.Of(kind)
			if !ok || len(s.Properties) == 0 {
				t.Fatal("the kind has no schema")
			}
			full := blank(t, kind)
			for name, v := range full {
				if string(v) == "null" { // a list that nothing was put in
					full[name] = json.RawMessage("[]")
				}
			}
			for _, name := range s.Required {
				if _, ok := full[name]; !ok {
					t.Errorf("%s is required and the payload may be written without it", name)
				}
				without := map[string]json.RawMessage{}
				for other, v := range full {
					if other != name {
						without[other] = v
					}
				}
				if schematest.Check(s, encoded(t, without)) == nil {
					t.Errorf("a payload without %s passes", name)
				}
			}
			full["colour"] = json.RawMessage(`"red"`)
			if schematest.Check(s, encoded(t, full)) == nil {
				t.Error("a payload with an unknown field passes")
			}
		})
	}
	if _, ok := schema.Of("wedding"); ok {
		t.Error("a kind that does not exist has a schema")
	}
}

func TestValuesHaveTheirTypes(t *testing.T) {
	const name = `[{"script":"Laoo","parts":[{"given":"ຄຳ"}]}]`
	for _, c := range []struct {
		kind    register.Kind
		payload string
		ok      bool
	}{
		{"naming", `{"person":"123","name":` + name + `}`, true},
		{"naming", `{"person":123,"name":` + name + `}`, false},
		{"naming", `{"person":"123","name":{}}`, false},
		{"naming", `{"person":"123","name":"ຄຳ"}`, false},
		{"naming", `{"person":"123","name":[{"script":"Laoo","parts":[{"given":"ຄຳ","surname":"ດີ"}]}]}`, false},
		{"naming", `{"person":"123","name":[{"script":"Laoo","parts":[{}]}]}`, false},
		{"naming", `{"person":null,"name":` + name + `}`, false},
		{"marriage", `{"spouses":[{"person":"1"},{"person":"2"}]}`, true},
		{"marriage", `{"spouses":[{"person":"1"}]}`, false},
		{"marriage", `{"spouses":[{"person":"1"},{"person":"2"},{"person":"3"}]}`, false},
		{"marriage", `{"spouses":"1 and 2"}`, false},
		{"stillbirth", `{"at":{"code":"01"},"sex":"female","weeks":30}`, true},
		{"stillbirth", `{"at":{"code":"01"},"sex":"female","weeks":30.5}`, false},
		{"stillbirth", `{"at":{"code":"01"},"sex":"female","weeks":"30"}`, false},
		{"stillbirth", `{"at":{"code":"01","colour":"red"},"sex":"female"}`, false},
		{"move", `{"persons":["1"],"to":{"code":"01"},"whole":true}`, true},
		{"move", `{"persons":["1"],"to":{"code":"01"},"whole":"yes"}`, false},
		{"move", `{"persons":"1","to":{"code":"01"}}`, false},
	} {
		s, _ := schema.Of(c.kind)
		if err := schematest.Check(s, []byte(c.payload)); (err == nil) != c.ok {
			t.Errorf("%s %s: %v, want accepted: %t", c.kind, c.payload, err, c.ok)
		}
	}
}
