// Package schematest owns a check of payloads against their schemas, for tests. It knows the
// keywords that package schema writes and no others.
package schematest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"samano/acts/schema"
)

// Check says where a JSON text differs from a schema; nil if it does not.
func Check(s schema.Schema, text []byte) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return err
	}
	return check("payload", s, v)
}

func check(at string, s schema.Schema, v any) error {
	switch v := v.(type) {
	case map[string]any:
		if s.Type != "object" {
			return fmt.Errorf("%s is an object, not %s", at, s.Type)
		}
		return checkObject(at, s, v)
	case []any:
		if s.Type != "array" {
			return fmt.Errorf("%s is a list, not %s", at, s.Type)
		}
		if len(v) < s.MinItems || s.MaxItems > 0 && len(v) > s.MaxItems {
			return fmt.Errorf("%s is a list of %d", at, len(v))
		}
		for i, item := range v {
			if err := check(at+"."+strconv.Itoa(i), *s.Items, item); err != nil {
				return err
			}
		}
		return nil
	case string:
		return checkText(at, s, v)
	case json.Number:
		if _, err := v.Int64(); err != nil || s.Type != "integer" {
			return fmt.Errorf("%s is the number %s, not %s", at, v, s.Type)
		}
		return nil
	case bool:
		if s.Type != "boolean" {
			return fmt.Errorf("%s is %t, not %s", at, v, s.Type)
		}
		return nil
	}
	return fmt.Errorf("%s is %v, not %s", at, v, s.Type)
}

func checkObject(at string, s schema.Schema, v map[string]any) error {
	for _, name := range s.Required {
		if _, ok := v[name]; !ok {
			return fmt.Errorf("%s lacks %s", at, name)
		}
	}
	if len(v) < s.MinProperties || s.MaxProperties > 0 && len(v) > s.MaxProperties {
		return fmt.Errorf("%s has %d members", at, len(v))
	}
	for name, member := range v {
		m, known := s.Properties[name]
		if !known {
			if s.AdditionalProperties != nil && !*s.AdditionalProperties {
				return fmt.Errorf("%s has a member %s", at, name)
			}
			continue
		}
		if err := check(at+"."+name, m, member); err != nil {
			return err
		}
	}
	return nil
}

func checkText(at string, s schema.Schema, v string) error {
	switch {
	case s.Type != "string":
		return fmt.Errorf("%s is the text %q, not %s", at, v, s.Type)
	case s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(v):
		return fmt.Errorf("%s is %q, which does not match %s", at, v, s.Pattern)
	case s.Format == "date":
		if _, err := time.Parse(time.DateOnly, v); err != nil {
			return fmt.Errorf("%s is %q, not a day", at, v)
		}
	}
	return nil
}
