package main

import (
	"samano/access"
	"samano/office"
)

// reads says of each command which look it takes, or why it takes none.
var reads = map[string]access.LookPurpose{
	"person show":    {What: access.WhatPerson, Purpose: access.PurposeChosen},
	"household show": {What: access.WhatHousehold, Purpose: access.PurposeChosen},
	"search":         {What: access.WhatSearch, Purpose: access.PurposeChosen},
	"events":         {What: access.WhatFeed, Purpose: access.PurposeChosen},
	"act show":       {What: access.WhatAct, Purpose: access.PurposeChosen},
	"ledger prove":   {What: access.WhatAct, Purpose: access.PurposeChosen},
	"match link":     {What: access.WhatFile, Purpose: access.PurposeChosen},
	"match dedupe":   {What: access.WhatDuplicates, Purpose: access.PurposeDuplicates},
	"act submit":     {What: access.WhatPerson, Purpose: office.PurposeQueue},

	"stay find":  {What: access.WhatStays, Purpose: office.PurposeQueue},
	"stay enter": {None: "a notice is kept, and compared with nobody"},

	"request enter":   {None: "a request opens its person to readings, and tells nothing of anybody itself"},
	"request confirm": {None: "as entering"},

	"act kinds":  {None: "a list of the law"},
	"act schema": {None: "a list of the program"},

	"init":     {None: "nobody is registered yet"},
	"demo":     {None: "synthetic people only"},
	"serve":    {None: "each page takes its own"},
	"load":     {None: "it tells what became of each line, with no particulars of anybody"},
	"lots":     {None: "files and accounts"},
	"trust":    {None: "public keys"},
	"verify":   {None: "it opens no register and says what the checked paper itself says"},
	"doctor":   {None: "faults are told by place, never by what stands there"},
	"restored": {None: "counters"},

	"office put":       {None: "offices"},
	"office list":      {None: "offices"},
	"office printed":   {None: "offices"},
	"officer add":      {None: "accounts"},
	"officer confirm":  {None: "accounts"},
	"officer withdraw": {None: "accounts"},
	"officer waiting":  {None: "accounts"},
	"officer paper":    {None: "accounts"},
	"powers":           {None: "accounts and offices; of a request its reference"},
	"recover":          {None: "accounts"},
	"officer change":   {None: "accounts"},
	"officer close":    {None: "accounts"},
	"officer reset":    {None: "accounts"},
	"officer keep":     {None: "the officer's own account"},
	"officer password": {None: "the officer's own account"},
	"place import":     {None: "places"},
	"place search":     {None: "places"},
	"place show":       {None: "places"},

	"ledger verify":     {None: "faults are told by place, never by what stands there"},
	"ledger checkpoint": {None: "size and root of the ledger"},
	"ledger check":      {None: "it opens no register and says what the proof itself says"},
	"ledger key":        {None: "public keys"},
	"keys renew":        {None: "the register's keys"},
	"witness":           {None: "it opens no register; sizes and roots of logs"},
	"match eval":        {None: "counts, and rows of files that the caller holds"},
	"match receipt":     {None: "what the receipt itself says"},
	"bench register":    {None: "synthetic people only"},
	"bench match":       {None: "synthetic people only"},
}
