// serve: listens until SIGTERM or SIGINT, then drains and ends.

import Console
import Glibc
import Server
import Shared

struct Serve {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func run() throws -> Int32 {
        let (host, port) = try address()
        let options = try ServeOptions(invocation, isLoopback: Serve.isLoopback(host))
        // Blocked before any thread starts, so that every thread leaves them to `sigwait` below.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let data = try invocation.data()
        // Held until the end: nothing is restored under a server that runs.
        let lock = try ServerLock(folder: data.folder)
        defer { withExtendedLifetime(lock) {} }
        // A territory that cannot be opened is told now, not to the first device.
        _ = try data.territories()
        DescriptorLimit.raise(to: Serve.maximumConnections + 256)
        let limiter = RequestLimiter(
            now: data.ports.now, devicePerSecond: options.requestsPerSecond)
        let router = Router(data: data, schema: JobSearch.schema, limiter: limiter)
        let lookout = LiveLookout(data: data, hub: router.live)
        let live = try LiveThread(hub: router.live, lookout: lookout)
        let server = try start(host, port, router, options)
        let compaction = try CompactionThread(data: data, schema: JobSearch.schema)
        let privacy = try PrivacyThread(data: data, schema: JobSearch.schema)
        let audit = try AuditThread(data: data)
        let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        let isPlain = options.identity == nil
        if isPlain, options.proxies.addresses.isEmpty, !Serve.isLoopback(host) { warn(shown) }
        announce("\(isPlain ? "http" : "https")://\(shown):\(server.port)")
        var signal: Int32 = 0
        sigwait(&signals, &signal)
        server.stop(gracePeriodMilliseconds: 10_000)
        live.stop()
        compaction.stop()
        privacy.stop()
        audit.stop()
        return 0
    }

    /// Twice the watchers that the hub takes, so that requests find a connection beside them even
    /// when most of the watchers are on one of the two event loops.
    private static let maximumConnections = 4_096

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// On standard error, in every mode: what is served so can be read by others.
    private func warn(_ host: String) {
        output.note(
            Phrase(
                fr: "Attention : \(host) est servi sans chiffrement. Les codes, les secrets et les "
                    + "données sont lisibles en chemin, et les appareils refusent d'y envoyer "
                    + "leur secret. Donnez --tls-cert et --tls-key, ou --trusted-proxy derrière "
                    + "un serveur mandataire qui chiffre.",
                en: "Warning: \(host) is served unencrypted. Codes, secrets and data can be read "
                    + "on the way, and devices refuse to send their secret there. Give --tls-cert "
                    + "and --tls-key, or --trusted-proxy behind a reverse proxy that encrypts."))
    }

    private func start(
        _ host: String, _ port: UInt16, _ router: Router, _ options: ServeOptions
    ) throws -> MicroHTTPServer {
        do {
            return try MicroHTTPServer(
                configuration: MicroHTTPServer.Configuration(
                    host: host, port: port, maximumBodyBytes: WireLimits.messageBytes,
                    maximumConnections: Serve.maximumConnections,
                    maximumConnectionsPerAddress: options.connectionsPerAddress,
                    unlimitedAddresses: options.proxies.addresses, identity: options.identity),
                handler: options.proxies.around { router.handle($0) },
                onRefusal: { router.noteRefusal($0, from: $1) })
        } catch {
            throw RelaisError(
                code: "cannot_listen",
                message: Phrase(
                    fr: "Le serveur ne peut pas écouter sur \(host):\(port).",
                    en: "The server cannot listen on \(host):\(port)."),
                remedy: Phrase(
                    fr: "Vérifiez l'adresse et qu'aucun autre programme n'emploie ce port ; "
                        + "`--listen 127.0.0.1:0` en prend un libre.",
                    en: "Check the address and that no other program uses this port; "
                        + "`--listen 127.0.0.1:0` takes a free one."),
                detail: "\(error)")
        }
    }

    /// These words come on standard output in every mode and language: scripts wait for them.
    private func announce(_ url: String) {
        Descriptor(number: 1).writeLine("listening on \(url)")
    }

    /// `HOST:PORT`; an IPv6 address stands in brackets.
    private func address() throws -> (host: String, port: UInt16) {
        let text = invocation.option("listen") ?? "127.0.0.1:8080"
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]), colon > text.startIndex
        else {
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(text) » n'est pas une adresse HÔTE:PORT.",
                    en: "\"\(text)\" is not an address HOST:PORT."),
                remedy: Phrase(
                    fr: "Par exemple `--listen 127.0.0.1:8080`.",
                    en: "For example `--listen 127.0.0.1:8080`."))
        }
        var host = String(text[..<colon])
        if host.hasPrefix("[") && host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return (host, port)
    }
}
