// TextFile: whether the bytes of a file are text that can be read at all, and what to do if not.

/// Something in a file that cannot be read, and where.
package struct ImportFault: Error, Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// What is wrong and what would be right.
    package let reason: Phrase
}

/// Checks the bytes of a file.
package enum TextFile {
    /// The largest file that is read.
    package static let maximumBytes = 64 << 20

    /// Where the text begins: after a byte order mark.
    ///
    /// - Throws: `ImportFault` for a file that is too large, in UTF-16, or not UTF-8 throughout.
    package static func start(of bytes: [UInt8]) throws(ImportFault) -> Int {
        guard bytes.count <= maximumBytes else {
            throw ImportFault(line: 1, reason: ImportReasons.fileTooLarge)
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw ImportFault(line: 1, reason: ImportReasons.utf16)
        }
        if let line = firstLineWithoutUTF8(bytes) {
            throw ImportFault(line: line, reason: ImportReasons.notUTF8(line))
        }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    private static func firstLineWithoutUTF8(_ bytes: [UInt8]) -> Int? {
        if String(validating: bytes, as: UTF8.self) != nil { return nil }
        var line = 1
        var start = 0
        // No byte of a longer character looks like a line feed: lines can be judged one by one.
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            guard String(validating: bytes[start..<index], as: UTF8.self) != nil else { break }
            start = index + 1
            line += 1
        }
        return line
    }
}

/// Turns growing offsets into line numbers.
struct LineCounter {
    private var offset = 0
    private var line = 1

    /// The line, from 1, of an offset that is no smaller than the one before.
    mutating func line(at target: Int, in bytes: [UInt8]) -> Int {
        while offset < min(target, bytes.count) {
            if bytes[offset] == UInt8(ascii: "\n") { line += 1 }
            offset += 1
        }
        return line
    }
}
