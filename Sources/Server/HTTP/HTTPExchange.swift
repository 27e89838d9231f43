// One request from its first line to its answer, as a state machine: what arrived goes in, what to
// do next comes out. It does no input or output and knows nothing of the HTTP library.

import Shared

/// The life of one request. Its state passes between an event loop and a worker, under a lock.
final class HTTPExchange: Sendable {
    /// What the event loop has to do now.
    enum Step {
        /// Wait for the rest of the body.
        case read
        /// Let a worker handle the request.
        case handle(HTTPRequest)
        /// Send this.
        case answer(HTTPResponse)
        /// Send the server's own refusal: no handler has seen the request.
        case refuse(HTTPRefusal)
        /// Close the connection without an answer.
        case hangUp
    }

    private enum State {
        case begun(target: [UInt8])
        case reading(HTTPRequest)
        /// The body is above the limit; what still comes is counted and dropped.
        case discarding(received: Int)
        case handling
        case answered(HTTPResponse)
        case finished
    }

    private let state: Locked<State>
    let remoteAddress: String
    private let maximumBodyBytes: Int

    /// A request of which only the line has been read.
    init(target: [UInt8], remoteAddress: String, maximumBodyBytes: Int) {
        state = Locked(.begun(target: target))
        self.remoteAddress = remoteAddress
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Whether the head has yet to be handed in.
    var awaitsHead: Bool {
        state.withLock { if case .begun = $0 { true } else { false } }
    }

    /// The head has been read.
    func receive(method: [UInt8], headers: [(name: [UInt8], value: [UInt8])]) -> Step {
        let remoteAddress = remoteAddress
        let limit = maximumBodyBytes
        return state.withLock { state in
            do throws(HTTPRefusal) {
                guard case .begun(let bytes) = state, let target = RequestTarget(bytes) else {
                    throw .malformed
                }
                let head = try RequestHead(
                    method: method, headers: headers, maximumBodyBytes: limit)
                state = .reading(
                    HTTPRequest(
                        method: head.method, path: target.path, query: target.query,
                        headers: head.headers, remoteAddress: remoteAddress))
                return .read
            } catch {
                state = .finished
                return .refuse(error)
            }
        }
    }

    /// Some of the body has been read.
    func receive(body bytes: UnsafeRawBufferPointer) -> Step {
        // A copy that may cross the lock; the event loop owns the memory it points at.
        let part = [UInt8](bytes)
        let limit = maximumBodyBytes
        return state.withLock { state in
            switch state {
            case .reading(var request):
                // Without this the array would be shared with `state` and copied at each part.
                state = .handling
                if request.body.count + part.count <= limit {
                    request.body += part
                    state = .reading(request)
                } else {
                    state = .discarding(received: request.body.count + part.count)
                }
                return .read
            case .discarding(let received) where received + part.count <= 2 * limit:
                // An honest client learns why when it has finished; nothing can be said before.
                state = .discarding(received: received + part.count)
                return .read
            default: return .hangUp
            }
        }
    }

    /// The event loop asks what to do: the request is complete, or the answer is there.
    func proceed() -> Step {
        state.withLock { state in
            switch state {
            case .reading(let request):
                state = .handling
                return .handle(request)
            case .discarding:
                state = .finished
                return .refuse(.bodyTooLarge)
            case .answered(let response):
                state = .finished
                return .answer(response)
            case .handling: return .read
            case .begun, .finished: return .hangUp
            }
        }
    }

    /// The worker is done.
    func answer(_ response: HTTPResponse) {
        state.withLock { $0 = .answered(response) }
    }
}
