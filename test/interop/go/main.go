// Command readlog reads a ledger of Douane with none of its code: with the packages of the Go checksum database
// (golang.org/x/mod/sumdb) and of transparency.dev. It is given the directory of an export, the verifier key of the
// ledger, an older checkpoint, and the verifier keys of witnesses; it fails unless all of it holds.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	tdlog "github.com/transparency-dev/formats/log"
	tdnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tiles of C2SP tlog-tiles: those of the Go checksum database of height 8, without the height in their path.
type tiles struct{ dir string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.dir, path))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func entries(dir string, size int64) [][]byte {
	var out [][]byte
	for first := int64(0); first < size; first += 256 {
		width := min(256, size-first)
		path := strings.Replace(tlog.Tile{H: 8, L: 0, N: first / 256, W: int(width)}.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(dir, path))
		check(err)
		for len(data) > 0 {
			n := int(binary.BigEndian.Uint16(data))
			out = append(out, data[2:2+n])
			data = data[2+n:]
		}
	}
	if int64(len(out)) != size {
		log.Fatalf("%d entries, not %d", len(out), size)
	}
	return out
}

func open(path string, key note.Verifier, witnesses []note.Verifier) (*tdlog.Checkpoint, int) {
	data, err := os.ReadFile(path)
	check(err)
	checkpoint, _, opened, err := tdlog.ParseCheckpoint(data, key.Name(), key, witnesses...)
	check(err)
	return checkpoint, len(opened.Sigs) - 1
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	dir, older := os.Args[1], os.Args[3]
	key, err := note.NewVerifier(os.Args[2])
	check(err)
	var witnesses []note.Verifier
	for _, vkey := range os.Args[4:] {
		witness, err := tdnote.NewVerifierForCosignatureV1(vkey)
		check(err)
		witnesses = append(witnesses, witness)
	}
	head, cosigned := open(filepath.Join(dir, "checkpoint"), key, witnesses)
	old, _ := open(older, key, nil)

	tree := tlog.Tree{N: int64(head.Size), Hash: tlog.Hash(head.Hash)}
	// Verifies what it reads against the root.
	reader := tlog.TileHashReader(tree, tiles{dir})
	for i, entry := range entries(dir, tree.N) {
		path, err := tlog.ProveRecord(tree.N, int64(i), reader)
		check(err)
		check(tlog.CheckRecord(path, tree.N, tree.Hash, int64(i), tlog.RecordHash(entry)))
	}
	path, err := tlog.ProveTree(tree.N, int64(old.Size), reader)
	check(err)
	check(tlog.CheckTree(path, tree.N, tree.Hash, int64(old.Size), tlog.Hash(old.Hash)))
	var hashes [][]byte
	for _, hash := range path {
		hashes = append(hashes, hash[:])
	}
	check(proof.VerifyConsistency(rfc6962.DefaultHasher, old.Size, head.Size, hashes, old.Hash, head.Hash))
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"origin": head.Origin, "size": head.Size, "from": old.Size, "cosigned": cosigned, "proof": fmt.Sprintf("%d", len(path)),
	}))
}
