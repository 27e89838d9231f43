// Command: what each command of the program is, and what it is given to work with.

import ClientCore
import Console
import CurlTransport
import Shared

/// One command: what it accepts, and what it does.
protocol Command: SendableMetatype {
    /// What it accepts; the help is written from it.
    static var specification: CommandSpecification { get }
    /// Does it, and answers with the exit status: 0, or 1 for what could not be done.
    static func run(_ context: Context) async throws(RelaisError) -> Int32
}

/// What a command works with.
struct Context {
    let invocation: Invocation
    let output: Output
    let environment: Environment

    let schema = JobSearch.schema

    var language: Language { output.language }
    var show: Show { Show(language: output.language, clock: wall.withLock { $0 }) }

    /// The clock of the place where the opened store is at work.
    private let wall = Locked<WallClock?>(nil)

    /// The argument at an index that the specification says is there.
    func argument(_ index: Int) -> String { invocation.positionals[index] }

    /// The device's folder, from `--store` or `RELAIS_STORE`.
    func folder() throws(RelaisError) -> String {
        let folder = invocation.option("store") ?? environment.variables["RELAIS_STORE"] ?? ""
        guard !folder.isEmpty else {
            throw .usage(
                Phrase(
                    fr: "Le dossier de l'appareil n'est pas donné.",
                    en: "The device's folder is not given."),
                remedy: Phrase(
                    fr: "Ajoutez `--store DOSSIER`, ou définissez la variable RELAIS_STORE.",
                    en: "Add `--store DIR`, or set the variable RELAIS_STORE."))
        }
        return folder
    }

    /// The device's store, with the passphrase that opens it when it is locked.
    func store() throws(RelaisError) -> Store {
        let folder = try folder()
        let passphrase = try Passphrases(self).opening(folder)
        let store = try Store(folder: folder, schema: schema, passphrase: passphrase)
        // Where its sheet cannot be read, the command itself says what is damaged.
        let clock = try? store.clock()
        wall.withLock { $0 = clock }
        return store
    }

    /// A declared collection.
    func collection(_ name: String) throws(RelaisError) -> CollectionDeclaration {
        guard let collection = schema.collection(name) else {
            throw StoreErrors.unknownCollection(name)
        }
        return collection
    }

    /// A declared field.
    func field(
        _ name: String, of collection: CollectionDeclaration
    ) throws(RelaisError) -> FieldDeclaration {
        guard let field = collection.field(name) else {
            throw StoreErrors.unknownField(name, collection.name)
        }
        return field
    }

    /// A record's identity as it was typed.
    func recordID(_ text: String) throws(RelaisError) -> RecordID {
        guard let id = RecordID(text) else {
            throw RelaisError(
                code: "bad_id",
                message: Phrase(
                    fr: "« \(text) » n'est pas l'identifiant d'un enregistrement.",
                    en: "\"\(text)\" is not the id of a record."),
                remedy: Phrase(
                    fr: "Recopiez les 36 caractères que montrent `relais search`, `relais list` "
                        + "ou, pour une personne, `relais person find`.",
                    en: "Copy the 36 characters that `relais search`, `relais list` or, for a "
                        + "person, `relais person find` shows."))
        }
        return id
    }

    /// A record's identity that an option gives.
    func recordID(option: String) throws(RelaisError) -> RecordID? {
        guard let text = invocation.option(option) else { return nil }
        return try recordID(text)
    }

    /// A whole number that an option gives.
    func count(_ option: String) throws(RelaisError) -> Int? {
        guard let text = invocation.option(option) else { return nil }
        guard let number = Int(text), number > 0 else {
            throw .usage(
                Phrase(
                    fr: "--\(option) attend un nombre entier positif, et non « \(text) ».",
                    en: "--\(option) needs a positive whole number, not \"\(text)\"."),
                remedy: Phrase(
                    fr: "Écrivez par exemple `--\(option) 20`.",
                    en: "Write for example `--\(option) 20`."))
        }
        return number
    }

    /// The engine that synchronises an enrolled store.
    func engine(_ store: Store) throws(RelaisError) -> SyncEngine {
        SyncEngine(store: store, transport: try transport(store))
    }

    /// What carries requests to the server of an enrolled store, trusting it as the store says.
    func transport(_ store: Store) throws(RelaisError) -> CurlTransport {
        guard let enrolment = try store.enrolment() else { throw StoreErrors.notEnrolled }
        return try transport(enrolment.url, try store.trust())
    }

    /// What carries requests to a server.
    func transport(_ url: String, _ trust: ServerTrust) throws(RelaisError) -> CurlTransport {
        var options = CurlTransport.Options()
        options.trust = trust
        do {
            return try CurlTransport(baseURL: url, options: options)
        } catch {
            guard error.kind == .invalidAddress else { throw Context.noTransport(error.detail) }
            throw SyncErrors.badAddress(error.detail)
        }
    }

    private static func noTransport(_ detail: String) -> RelaisError {
        RelaisError(
            code: "no_transport",
            message: Phrase(
                fr: "Cette machine n'a pas de quoi parler à un serveur : libcurl manque.",
                en: "This machine has nothing to speak to a server with: libcurl is missing."),
            remedy: Phrase(
                fr: "Lancez `apt-get install libcurl4`, puis recommencez ; rien n'est perdu.",
                en: "Run `apt-get install libcurl4`, then try again; nothing is lost."),
            detail: detail)
    }
}
