// Answers without a foreseeable end: handed over as they come, and given up at once.

import ClientCore
import CurlTransport
import Shared
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(2))) struct CurlStreamTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

    private static let request = TransportRequest(
        method: "GET", path: "/", headers: [TransportHeader(name: "Accept-Encoding", value: "gzip")]
    )

    private func transport(
        _ port: UInt16, timeoutMilliseconds: Int = 60_000
    ) throws -> CurlTransport {
        var options = CurlTransport.Options()
        options.timeoutMilliseconds = timeoutMilliseconds
        return try CurlTransport(baseURL: "http://127.0.0.1:\(port)", options: options)
    }

    private func failure(
        _ transport: CurlTransport, _ receive: @escaping @Sendable ([UInt8]) -> Bool
    ) async -> TransportError.Kind? {
        do throws(TransportError) {
            _ = try await transport.stream(Self.request, receive: receive)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test func piecesComeWhileTheAnswerGoesOnForLongerThanARequestMay() async throws {
        let gate = Switch()
        let asked = Locked<[UInt8]>([])
        let server = try ScriptedServer { connection in
            let request = connection.readHead()
            asked.withLock { if $0.isEmpty { $0 = request } }
            connection.send(Self.head + "one")
            gate.pass()
            connection.send("two")
        }
        let received = Monitor<[UInt8]>([])
        let transport = try transport(server.port, timeoutMilliseconds: 2_000)
        async let answer = transport.stream(Self.request) { bytes in
            received.update { $0 += bytes }
            return true
        }
        #expect(await blocking { received.wait(milliseconds: 60_000) { $0.count == 3 } })
        // Another request passes meanwhile, and is given up when its own time is over.
        let late = await #expect(throws: TransportError.self) {
            try await transport.send(TransportRequest(method: "GET", path: "/"))
        }
        #expect(late?.kind == .timedOut)
        gate.open()
        let response = try await answer
        #expect(response.status == 200 && response.body.isEmpty)
        #expect(response.header("content-type") == "text/event-stream")
        #expect(received.update { $0 } == Array("onetwo".utf8))
        // Pieces that are handed over as they come cannot have a coding.
        #expect(asked.withLock { $0 }.contains("Accept-Encoding: identity\r\n"))
        #expect(!asked.withLock { $0 }.contains("gzip"))
    }

    @Test func answerThatIsNoStreamIsReturnedWhole() async throws {
        let server = try startServer { _ in
            HTTPResponse(status: 503, body: [UInt8](repeating: 7, count: 100_000))
        }
        let answer = try await transport(server.port).stream(Self.request) { _ in
            Issue.record("a refusal was handed over as a stream")
            return true
        }
        #expect(answer.status == 503)
        #expect(answer.body == [UInt8](repeating: 7, count: 100_000))
    }

    @Test func streamThatIsGivenUpOrPackedIsInterrupted() async throws {
        let plain = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.send(Self.head + "one")
            _ = connection.readToEnd()
        }
        #expect(await failure(try transport(plain.port)) { _ in false } == .interrupted)
        let packed = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\none")
            _ = connection.readToEnd()
        }
        let kind = await failure(try transport(packed.port)) { _ in
            Issue.record("packed bytes were handed over")
            return true
        }
        #expect(kind == .interrupted)
    }

    @Test func cancellingASilentStreamActsAtOnceAndTheServerSeesIt() async throws {
        let gone = Switch()
        let server = try ScriptedServer { connection in
            _ = connection.readHead()
            connection.send(Self.head + "one")
            _ = connection.readToEnd()
            gone.pass()
        }
        let transport = try transport(server.port)
        let begun = Switch()
        begun.open()
        let task = Task {
            await failure(transport) { _ in
                begun.pass()
                return true
            }
        }
        #expect(await blocking { begun.waitForArrivals(1) })
        task.cancel()
        #expect(await task.value == .cancelled)
        // The connection is not kept: it is in the middle of an answer.
        #expect(await blocking { gone.waitForArrivals(1) })
        gone.open()
    }
}
