// Surroundings: where the programs under test, the examples and temporary files are.

import FoundationEssentials
import Glibc

enum Surroundings {
    /// The folder of the programs: the build puts them beside the tests.
    static let programs: String = {
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        return folder(of: path ?? CommandLine.arguments[0])
    }()

    static let relais = programs + "/relais"
    static let relaisServer = programs + "/relais-server"
    static let simulator = programs + "/simulator"

    /// The real directory and actions, and the files that are wrong on purpose.
    static let examples: String = {
        let root = (1...4).reduce(#filePath) { path, _ in folder(of: path) }
        return root + "/Examples/data"
    }()

    /// The real files, in the order of their paths; not those that are wrong.
    static func realFiles() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: examples)
            .filter { $0.hasSuffix(".csv") && !$0.hasPrefix("bad/") }
            .sorted().map { examples + "/" + $0 }
    }

    private static func folder(of path: String) -> String {
        path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }
}

/// A temporary folder that goes away with its last user.
final class Folder: Sendable {
    let path: String

    init() throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/relais-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure("mkdtemp: errno \(errno)") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// Something that stops a test, in words.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
