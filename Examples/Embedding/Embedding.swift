// Thirty lines that embed ClientCore: a store, an offline write, a search, what changed.

import ClientCore
import Shared

@main
enum Embedding {
    static func main() async throws {
        let folder = CommandLine.arguments.dropFirst().first ?? "relais-example"
        let store = try Store(folder: folder, schema: JobSearch.schema)
        var changes = store.changes().makeAsyncIterator()

        // One user action, durable when the call returns; no network is needed.
        let id = try store.write { transaction in
            let person = transaction.create(Person.self) { $0.givenName = "Zoé" }
            transaction.create(Note.self) { note in
                note.person = person
                note.text = "Cherche dans la restauration, près de chez elle."
            }
            return person
        }
        print("changed:", await changes.next()?.collections.sorted() ?? [])

        // Typed fields; what the form shows is what the write knew.
        if let person = try store.record(Person.self, id) {
            try store.write { $0.edit(person) { $0.needs = ["mobilite", "competences"] } }
        }
        for result in try store.search(SearchRequest(text: "zoe")) { print("found:", result.title) }
        print("waiting to be sent:", try store.status().pending)

        // With a server: SyncEngine(store: store, transport: yours).enrol(url:code:), then sync().
    }
}
