// Witness: sees that a command which cannot be done says so in one shape, and changes nothing.

import FoundationEssentials
import Shared
import Testing

final class Witness {
    let device: Device
    private let before: [String]
    private var bytes: [Data]

    /// Remembers how a device is.
    init(_ device: Device) throws {
        self.device = device
        before = try device.snapshot()
        bytes = try Witness.bytes(device)
    }

    /// Runs a command that must fail with this code and leave the device as it is.
    ///
    /// - Returns: the error.
    @discardableResult
    func sees(
        _ code: String, _ arguments: [String], input: String? = nil,
        location: SourceLocation = #_sourceLocation
    ) throws -> JSON {
        let outcome = try device.start(arguments, input: input).finish()
        let error = try outcome.error(status: code == "usage" ? 2 : 1)
        let found = try error.text("code")
        #expect(found == code, "\(outcome.summary)", sourceLocation: location)
        let after = try Witness.bytes(device)
        // What nobody is shown may change, such as the secret of an enrolment that failed.
        if after != bytes {
            bytes = after
            #expect(
                try device.snapshot() == before, "\(outcome.summary)", sourceLocation: location)
        }
        return error
    }

    private static func bytes(_ device: Device) throws -> [Data] {
        try ["relais.sqlite", "relais.sqlite-wal"].map { name in
            let path = device.store + "/" + name
            guard FileManager.default.fileExists(atPath: path) else { return Data() }
            return try Data(contentsOf: URL(fileURLWithPath: path))
        }
    }
}
