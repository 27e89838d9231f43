// TLS over real sockets: who is trusted and who is not, from both ends.

import ClientCore
import CurlTransport
import FoundationEssentials
import Glibc
import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct TLSServerTests {
    private let ca: ThrowawayCA

    init() throws { ca = try ThrowawayCA.shared.get() }

    private func server(
        _ pair: ThrowawayCA.Pair, idleTimeoutSeconds: UInt32 = 30,
        requestTimeoutSeconds: UInt32 = 120, now: UInt64 = Ports.system.now(),
        handler: @escaping HTTPHandler = echo
    ) throws -> MicroHTTPServer {
        try MicroHTTPServer(
            configuration: .init(
                host: "127.0.0.1", port: 0, idleTimeoutSeconds: idleTimeoutSeconds,
                requestTimeoutSeconds: requestTimeoutSeconds,
                identity: try TLSIdentity(
                    certificateFile: pair.certificate, keyFile: pair.key, now: now)),
            handler: handler)
    }

    private func transport(
        _ port: UInt16, host: String = "127.0.0.1", authority: String? = nil, pin: String? = nil
    ) throws -> CurlTransport {
        var options = CurlTransport.Options()
        let pem = try authority.map { try String(contentsOfFile: $0, encoding: .utf8) }
        options.trust = try ServerTrust(authority: pem, pin: pin)
        return try CurlTransport(baseURL: "https://\(host):\(port)", options: options)
    }

    private func failure(_ transport: CurlTransport) async -> TransportError.Kind? {
        do throws(TransportError) {
            let answer = try await transport.send(
                TransportRequest(method: "POST", path: "/", body: [1, 2, 3]))
            #expect(answer.body == [1, 2, 3])
            return nil
        } catch {
            return error.kind
        }
    }

    @Test func ownAuthorityIsTheOnlyOneThatCounts() async throws {
        let server = try server(ca.issue())
        let other = try ThrowawayCA()
        let port = server.port
        #expect(await failure(try transport(port, authority: ca.authority)) == nil)
        #expect(
            await failure(try transport(port, host: "localhost", authority: ca.authority)) == nil)
        #expect(await failure(try transport(port)) == .unknownAuthority)
        #expect(
            await failure(try transport(port, authority: other.authority)) == .unknownAuthority)
        server.stop(gracePeriodMilliseconds: 1000)
    }

    @Test func pinnedKeyMustBeTheServers() async throws {
        let pair = try ca.issue()
        let server = try server(pair)
        let wrong = "sha256//" + String(repeating: "A", count: 43) + "="
        func ask(_ pin: String) async throws -> TransportError.Kind? {
            await failure(try transport(server.port, authority: ca.authority, pin: pin))
        }
        #expect(try await ask(pair.pin) == nil)
        #expect(try await ask(wrong + ";" + pair.pin) == nil)
        #expect(try await ask(wrong) == .pinMismatch)
        // A pin adds to the certificate and does not stand in for it.
        #expect(await failure(try transport(server.port, pin: pair.pin)) == .unknownAuthority)
    }

    @Test func certificateOfAnotherNameOrTimeIsRefused() async throws {
        let elsewhere = try server(ca.issue(names: "DNS:relais.example.org"))
        #expect(
            await failure(try transport(elsewhere.port, authority: ca.authority)) == .wrongHost)
        // Good for the server, which is told a date of 2020, and bad for the client.
        let expired = try server(ca.issue(isExpired: true), now: 1_590_000_000_000)
        #expect(
            await failure(try transport(expired.port, authority: ca.authority))
                == .certificateExpired)
    }

    @Test func largeBodiesAndManyClientsPass() async throws {
        let server = try server(
            ca.issue(), handler: GzipCoding.around(maximumDecodedBytes: 8 << 20, echo))
        let transport = try transport(server.port, authority: ca.authority)
        var generator = SeededGenerator(seed: 4)
        let body = generator.bytes(3 << 20)
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    let answer = try? await transport.send(
                        TransportRequest(method: "POST", path: "/", body: body))
                    let isWhole = answer?.body == body
                    #expect(isWhole)
                }
            }
        }
        server.stop(gracePeriodMilliseconds: 1000)
    }

    @Test func versionsBelowTLS12AreRefused() async throws {
        let server = try server(ca.issue())
        let port = server.port
        for (version, isTaken) in [
            ("-tls1_3", true), ("-tls1_2", true), ("-tls1_1", false), ("-tls1", false),
        ] {
            // At level 0 openssl itself offers what is old.
            let status = await blocking {
                Glibc.system(
                    "openssl s_client -connect 127.0.0.1:\(port) \(version) "
                        + "-cipher ALL:@SECLEVEL=0 </dev/null >/dev/null 2>&1")
            }
            #expect((status == 0) == isTaken, "\(version)")
        }
        server.stop(gracePeriodMilliseconds: 1000)
    }

    @Test func plainHTTPToTLSAndTheReverseEndWithoutHarm() async throws {
        let called = Locked(0)
        let tls = try server(ca.issue()) { request in
            called.withLock { $0 += 1 }
            return echo(request)
        }
        let port = tls.port
        let answer = await blocking { () -> [UInt8] in
            guard let connection = RawConnection(port: port) else { return [] }
            connection.send(
                "GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer garden.1.secret\r\n\r\n")
            return connection.readToEnd()
        }
        #expect(!answer.contains("HTTP/1.1"))
        #expect(called.withLock { $0 } == 0)
        #expect(await failure(try transport(port, authority: ca.authority)) == nil)

        let plain = try startServer(handler: echo)
        #expect(await failure(try transport(plain.port)) == .tls)
    }

    @Test func clientThatNeverShakesHandsIsCutOff() async throws {
        let server = try server(ca.issue(), idleTimeoutSeconds: 60, requestTimeoutSeconds: 1)
        let port = server.port
        let isCut = await blocking { () -> Bool in
            guard let connection = RawConnection(port: port) else { return false }
            // The beginning of a record that never ends.
            connection.send([0x16, 0x03, 0x01, 0x02])
            return connection.isClosed(before: 100)
        }
        #expect(isCut)
        #expect(await failure(try transport(port, authority: ca.authority)) == nil)
    }
}
