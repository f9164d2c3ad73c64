package officetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"samano/law"
	"samano/office"
	"samano/office/evidence"
	"samano/office/request"
	"samano/register"
)

func aRequest(n int, office register.OfficeID) request.Request {
	return request.Request{
		ID: request.ID(id(n)), Kind: law.CaseRequest, Office: office, Year: 2026, By: "kham", At: start, Until: 20600, Number: "123456789012",
		Asks: "210987654321", Ground: "ຂໍສຳເນົາ", Proof: request.BySecond, Version: 1,
	}
}

// anyNumber of requests may be entered.
var anyNumber = request.Bound{Most: 1000}

func requests(t *testing.T, s office.Store) {
	ctx := context.Background()
	must(t, s.PutEvidence(ctx, evidence.File{SHA256: sha(9), Type: evidence.PNG, Size: 1, Chunks: 1, At: start}, [][]byte{{1}}))
	judge, centre := register.OfficeID("p01"), register.OfficeID("")
	var kept []request.Request
	for i, change := range []func(*request.Request){
		func(r *request.Request) {},
		func(r *request.Request) { r.Judge, r.Due = &judge, 20610 },
		func(r *request.Request) { r.Judge, r.Due, r.By = &judge, 20605, "noy" },
		func(r *request.Request) { r.Judge, r.Due = &centre, 20605 },
		func(r *request.Request) { r.Proof, r.Paper, r.Kind = request.ByPaper, sha(9), law.CaseCourt },
		func(r *request.Request) { r.Year = 2027 },
		func(r *request.Request) { r.Office = "d0102" },
	} {
		r := aRequest(i+1, "d0101")
		change(&r)
		no, err := s.AddRequest(ctx, r, anyNumber)
		must(t, err)
		r.No = no
		kept = append(kept, r)
	}
	for i, no := range []int{1, 2, 3, 4, 5, 1, 1} {
		same(t, no, kept[i].No)
		got, err := s.Request(ctx, kept[i].ID)
		must(t, err)
		same(t, kept[i], got)
		got, err = s.RequestNamed(ctx, kept[i].Office, kept[i].Year, kept[i].No)
		must(t, err)
		same(t, kept[i], got)
	}
	_, err := s.AddRequest(ctx, kept[0], anyNumber)
	wants(t, err, register.Conflict)
	bad := aRequest(20, "d0101")
	bad.Paper = sha(8)
	_, err = s.AddRequest(ctx, bad, anyNumber)
	wants(t, err, register.Invalid)
	_, err = s.Request(ctx, "nobody")
	wants(t, err, register.NotFound)
	_, err = s.RequestNamed(ctx, "d0101", 2026, 99)
	wants(t, err, register.NotFound)

	listed := func(l request.List, want ...request.Request) {
		t.Helper()
		got, err := s.ListRequests(ctx, l)
		must(t, err)
		same(t, want, got)
	}
	listed(request.List{Office: "d0101", Limit: 2}, kept[5], kept[4])
	listed(request.List{Office: "d0102", Limit: 9}, kept[6])
	listed(request.List{Judge: &judge, Limit: 9}, kept[2], kept[1])
	listed(request.List{Judge: &centre, Limit: 9}, kept[3])
	overdue := func(by register.OfficerID, day register.Day, want int) {
		t.Helper()
		n, err := s.Overdue(ctx, by, day)
		must(t, err)
		same(t, want, n)
	}
	overdue("kham", 20605, 0)
	overdue("kham", 20606, 1)
	overdue("kham", 20611, 2)
	overdue("noy", 20611, 1)
	overdue("nobody", 20611, 0)
	for n, c := range []struct {
		change func(*request.Request)
		since  time.Time
		most   int
		code   string
	}{
		{func(*request.Request) {}, start, 6, request.CodeMany},
		{func(*request.Request) {}, start.Add(time.Microsecond), 1, ""},
		{func(r *request.Request) { r.Kind = law.CaseDanger }, start, 1, ""},
		{func(r *request.Request) { r.Kind = law.CaseDanger }, start, 1, request.CodeMany},
		{func(r *request.Request) { r.By, r.Paper = "other", sha(9) }, start, 9, ""},
		{func(r *request.Request) { r.By, r.Paper, r.Number = "other", sha(9), "210987654321" }, start, 9, request.CodePaperUsed},
	} {
		r := aRequest(40+n, "d0103")
		c.change(&r)
		if _, err := s.AddRequest(ctx, r, request.Bound{Since: c.since, Most: c.most}); c.code == "" && err != nil || c.code != "" && !register.HasCode(err, c.code) {
			t.Errorf("request %d: %v, want %q", n, err, c.code)
		}
	}

	r := kept[1]
	r.Version, r.Second, r.Judged = 2, "noy", &request.Judgement{By: "keo", At: start.Add(time.Hour), Fair: false, Reason: "ບໍ່ມີ"}
	must(t, s.PutRequest(ctx, r, "dao", r.At))
	wants(t, s.PutRequest(ctx, r, "dao", r.At), register.Conflict)
	got, err := s.Request(ctx, r.ID)
	must(t, err)
	same(t, r, got)
	listed(request.List{Judge: &judge, Limit: 9}, kept[2])
	overdue("kham", 20611, 1)
	late := kept[0]
	late.Version, late.Second, late.Judge, late.Due = 2, "mali", &judge, 20601
	must(t, s.PutRequest(ctx, late, "dao", late.At))
	listed(request.List{Judge: &judge, Limit: 1}, late)
	listed(request.List{Judge: &judge, Skip: 1, Limit: 9}, kept[2])
	overdue("mali", 20611, 1)
	overdue("kham", 20611, 2)
	unknown := aRequest(30, "d0101")
	unknown.Version = 2
	wants(t, s.PutRequest(ctx, unknown, "dao", unknown.At), register.Conflict)

	// What a request names is not pruned.
	n, err := s.PruneEvidence(ctx, start.Add(time.Hour))
	must(t, err)
	same(t, 0, n)
}

func requestsAtOnce(t *testing.T, s office.Store) {
	const clerks = 12
	var wg sync.WaitGroup
	numbers := make([]int, clerks)
	for c := range clerks {
		wg.Go(func() {
			r := aRequest(c+1, "d0101")
			r.By = register.OfficerID(fmt.Sprint("clerk", c))
			no, err := s.AddRequest(context.Background(), r, anyNumber)
			if err != nil {
				t.Error(err)
			}
			numbers[c] = no
		})
	}
	wg.Wait()
	seen := map[int]bool{}
	for _, no := range numbers {
		if no < 1 || no > clerks || seen[no] {
			t.Errorf("the numbers are %v", numbers)
		}
		seen[no] = true
	}
}
