// What happens to the bytes of a file of a faulty disk.

import CSQLite
import Shared

extension FaultyFile {
    private enum Operation { case read, change }

    private enum Outcome { case passes, fails, isCut }

    /// Whether an operation goes well.
    private func outcome(_ operation: Operation, _ state: inout FaultyDisk.State) -> Outcome {
        if state.isDown { return .isCut }
        let left: Int
        switch (state.fault, operation) {
        case (.reading(let after), .read), (.changing(let after), .change),
            (.power(let after), .change):
            left = after
        default: return .passes
        }
        guard left == 0 else {
            state.fault =
                switch state.fault {
                case .reading: .reading(after: left - 1)
                case .power: .power(after: left - 1)
                default: .changing(after: left - 1)
                }
            return .passes
        }
        state.hasFailed = true
        defer { state.fault = nil }
        guard case .power = state.fault else { return .fails }
        state.isDown = true
        return .isCut
    }

    /// Keeps what the disk has of a file that is opened for the first time.
    func begin(_ file: SQLiteFile) {
        disk.state.withLock { state in
            state.openFiles += 1
            guard state.images[path] == nil else { return }
            var size: Int64 = 0
            _ = base.xFileSize?(file, &size)
            var bytes = [UInt8](repeating: 0, count: Int(size))
            if size > 0 {
                bytes.withUnsafeMutableBytes { buffer in
                    _ = base.xRead?(file, buffer.baseAddress, Int32(buffer.count), 0)
                }
            }
            state.images[path] = FaultyDisk.Image(bytes: bytes)
        }
    }

    fileprivate func close(_ file: SQLiteFile) -> Int32 {
        disk.state.withLock { $0.openFiles -= 1 }
        return base.xClose?(file) ?? SQLITE_OK
    }

    fileprivate func read(
        _ file: SQLiteFile, _ buffer: UnsafeMutableRawPointer?, _ count: Int32, _ offset: Int64
    ) -> Int32 {
        guard disk.state.withLock({ outcome(.read, &$0) }) == .passes else {
            return InputOutput.read
        }
        return base.xRead?(file, buffer, count, offset) ?? SQLITE_MISUSE
    }

    fileprivate func write(
        _ file: SQLiteFile, _ bytes: UnsafeRawPointer?, _ count: Int32, _ offset: Int64
    ) -> Int32 {
        disk.state.withLock { state in
            if state.isDown { return InputOutput.write }
            let outcome = outcome(.change, &state)
            // What fails may be there in half; what the power cuts off, in any part.
            let length = outcome == .fails ? count / 2 : count
            let written = UnsafeRawBufferPointer(start: bytes, count: Int(length))
            state.images[path]?.pending.append(.write(at: Int(offset), Array(written)))
            if outcome == .isCut { return InputOutput.write }
            let code = base.xWrite?(file, bytes, length, offset) ?? SQLITE_MISUSE
            return outcome == .fails ? InputOutput.write : code
        }
    }

    fileprivate func truncate(_ file: SQLiteFile, _ length: Int64) -> Int32 {
        disk.state.withLock { state in
            guard outcome(.change, &state) == .passes else { return InputOutput.truncate }
            state.images[path]?.pending.append(.truncate(Int(length)))
            return base.xTruncate?(file, length) ?? SQLITE_MISUSE
        }
    }

    fileprivate func sync(_ file: SQLiteFile, _ flags: Int32) -> Int32 {
        disk.state.withLock { state in
            switch outcome(.change, &state) {
            case .isCut: return InputOutput.sync
            case .fails:
                state.images[path]?.pending = []
                return InputOutput.sync
            case .passes:
                state.images[path]?.sync()
                // The disk of a simulation need not be waited for.
                return SQLITE_OK
            }
        }
    }
}

/// Puts our calls in the place of those that move bytes.
func addFaults(to methods: inout sqlite3_io_methods) {
    methods.xClose = { file in
        guard let file, let faulty = FaultyFile.of(file) else { return SQLITE_MISUSE }
        let code = faulty.close(file)
        FaultyFile.place(in: file).pointee?.release()
        FaultyFile.place(in: file).pointee = nil
        return code
    }
    methods.xRead = { file, buffer, count, offset in
        guard let file, let faulty = FaultyFile.of(file) else { return SQLITE_MISUSE }
        return faulty.read(file, buffer, count, offset)
    }
    methods.xWrite = { file, bytes, count, offset in
        guard let file, let faulty = FaultyFile.of(file) else { return SQLITE_MISUSE }
        return faulty.write(file, bytes, count, offset)
    }
    methods.xTruncate = { file, length in
        guard let file, let faulty = FaultyFile.of(file) else { return SQLITE_MISUSE }
        return faulty.truncate(file, length)
    }
    methods.xSync = { file, flags in
        guard let file, let faulty = FaultyFile.of(file) else { return SQLITE_MISUSE }
        return faulty.sync(file, flags)
    }
}
