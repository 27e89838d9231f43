// Programs of the system that tests compare our answers with, when they are installed.

import Foundation

/// A program found on the search path.
struct SystemProgram {
    private let url: URL

    /// `nil` when no folder of `PATH` has it.
    init?(_ name: String) {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            return nil
        }
        url = URL(fileURLWithPath: path)
    }

    /// Runs it to its end in a folder of its own that holds those files; its standard output.
    func run(_ arguments: [String], files: [String: [UInt8]]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("relais-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files {
            try Data(bytes).write(to: folder.appendingPathComponent(name))
        }
        let process = Process()
        let output = Pipe()
        process.executableURL = url
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(status: process.terminationStatus)
        }
        return [UInt8](bytes)
    }

    struct Failure: Error {
        let status: Int32
    }
}
