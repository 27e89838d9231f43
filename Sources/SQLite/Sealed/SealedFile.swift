// SealedFile: a file whose pieces are sealed on the disk, as SQLite reads and writes it. What does
// not open is an error and never data.

import CSQLite

/// What the database and its log have in common.
class SealedFile {
    /// What became of reading a piece.
    enum Opening {
        case opened
        /// The file ends before the piece does.
        case missing
        /// It is not what was sealed there.
        case altered
        case failed(Int32)
    }

    let base: BaseFile
    let cipher: PageCipher
    let layout: any SealedLayout
    /// One sealed piece, and one in the clear.
    private let sealed: UnsafeMutableRawBufferPointer
    private let plain: UnsafeMutableRawBufferPointer

    init(_ base: BaseFile, cipher: PageCipher, layout: any SealedLayout) {
        self.base = base
        self.cipher = cipher
        self.layout = layout
        sealed = .allocate(
            byteCount: SealedPages.pageLength + PageCipher.overhead, alignment: 16)
        plain = .allocate(byteCount: SealedPages.pageLength, alignment: 16)
        plain.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        plain.initializeMemory(as: UInt8.self, repeating: 0)
        plain.deallocate()
        sealed.deallocate()
    }

    /// Reads what SQLite asks for, whichever pieces it touches.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int32 {
        let end = offset + Int64(buffer.count)
        var position = offset
        while position < end {
            let piece = layout.piece(at: position)
            let length = Int(min(piece.end, end) - position)
            let target = UnsafeMutableRawBufferPointer(
                rebasing: buffer[Int(position - offset)...].prefix(length))
            let opening: Opening
            if length == piece.length {
                opening = open(piece, into: target)
            } else {
                let whole = UnsafeMutableRawBufferPointer(rebasing: plain.prefix(piece.length))
                opening = open(piece, into: whole)
                let skipped = Int(position - piece.offset)
                target.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: whole[skipped...].prefix(length)))
            }
            guard case .opened = opening else {
                // Nothing of what stood before may be taken for what is missing.
                buffer.initializeMemory(as: UInt8.self, repeating: 0)
                return answer(opening, piece, asked: buffer.count)
            }
            position = piece.end
        }
        return SQLITE_OK
    }

    /// What SQLite is told of a piece that could not be read; the buffer holds zeros by then.
    func answer(_ opening: Opening, _ piece: SealedPiece, asked: Int) -> Int32 {
        switch opening {
        case .opened: SQLITE_OK
        case .missing: SealedCode.shortRead
        case .altered: SealedCode.altered
        case .failed(let code): code
        }
    }

    /// Writes whole pieces; SQLite writes nothing else to a database or a log.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        var position = offset
        let end = offset + Int64(bytes.count)
        while position < end {
            let piece = layout.piece(at: position)
            guard piece.offset == position, piece.end <= end else { return SealedCode.write }
            let content = UnsafeRawBufferPointer(
                rebasing: bytes[Int(position - offset)...].prefix(piece.length))
            let code = seal(content, as: piece)
            if code != SQLITE_OK { return code }
            position = piece.end
        }
        return SQLITE_OK
    }

    func truncate(_ length: Int64) -> Int32 { base.truncate(layout.sealedLength(length)) }

    func size(_ size: inout Int64) -> Int32 {
        var sealed: Int64 = 0
        let code = base.size(&sealed)
        size = layout.length(sealed: sealed)
        return code
    }

    func sync(_ flags: Int32) -> Int32 { base.sync(flags) }

    /// Reads one piece into `target`, which is as long as the piece.
    func open(_ piece: SealedPiece, into target: UnsafeMutableRawBufferPointer) -> Opening {
        let bytes = UnsafeMutableRawBufferPointer(rebasing: sealed.prefix(piece.sealedLength))
        switch base.read(into: bytes, at: piece.sealedOffset) {
        case SQLITE_OK: break
        case SealedCode.shortRead: return .missing
        case let code: return .failed(code)
        }
        let isOpened = cipher.open(UnsafeRawBufferPointer(bytes), at: piece.place, into: target)
        return isOpened ? .opened : .altered
    }

    /// Seals one piece and writes it.
    func seal(_ content: UnsafeRawBufferPointer, as piece: SealedPiece) -> Int32 {
        let bytes = UnsafeMutableRawBufferPointer(rebasing: sealed.prefix(piece.sealedLength))
        guard cipher.seal(content, at: piece.place, into: bytes) else { return SealedCode.write }
        return base.write(UnsafeRawBufferPointer(bytes), at: piece.sealedOffset)
    }

    /// Whether the sealed bytes that were read last are all zero, as where nothing was written.
    func wasBlank(_ piece: SealedPiece) -> Bool {
        sealed.prefix(piece.sealedLength).allSatisfy { $0 == 0 }
    }
}

/// The database. Every page below its end was sealed: there are no holes.
final class SealedDatabase: SealedFile {
    private let pages = SealedPages()
    /// How many pages the file has at least.
    private var known: Int64 = 0

    init(_ base: BaseFile, cipher: PageCipher) {
        super.init(base, cipher: cipher, layout: pages)
    }

    /// SQLite takes a page after the end for zeros. That is right for the first bytes of a new
    /// file only: elsewhere the file was cut.
    override func answer(_ opening: Opening, _ piece: SealedPiece, asked: Int) -> Int32 {
        guard case .missing = opening, asked >= SealedPages.pageLength else {
            return super.answer(opening, piece, asked: asked)
        }
        var size: Int64 = 0
        let code = self.size(&size)
        if code != SQLITE_OK { return code }
        return size > 0 ? SealedCode.altered : SealedCode.shortRead
    }

    /// Pages may come in any order: those that are passed over are sealed as zeros, because a
    /// hole of the file could not be told from a page that somebody wiped.
    override func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        let first = offset / Int64(SealedPages.pageLength)
        let end = first + Int64(bytes.count / SealedPages.pageLength)
        if first > known {
            var size: Int64 = 0
            let code = self.size(&size)
            if code != SQLITE_OK { return code }
            known = size / Int64(SealedPages.pageLength)
            let zeros = [UInt8](repeating: 0, count: SealedPages.pageLength)
            while known < first {
                let code = zeros.withUnsafeBytes { seal($0, as: pages.piece(known)) }
                if code != SQLITE_OK { return code }
                known += 1
            }
        }
        let code = super.write(bytes, at: offset)
        if code == SQLITE_OK { known = max(known, end) }
        return code
    }

    override func truncate(_ length: Int64) -> Int32 {
        known = 0
        return super.truncate(length)
    }
}

/// The write-ahead log. It ends where a frame does not open, as a crash leaves it, but not within
/// what is known to be on the disk: there SQLite would drop commits without a word.
final class SealedLogFile: SealedFile {
    /// The frame that this connection wrote last in its present transaction.
    private var lastFrame: Int64?

    init(_ base: BaseFile, cipher: PageCipher) {
        super.init(base, cipher: cipher, layout: SealedLog())
    }

    /// A whole frame is read when SQLite looks for the end of the log, and after changes to the
    /// frames of an own transaction, which must all be there.
    override func answer(_ opening: Opening, _ piece: SealedPiece, asked: Int) -> Int32 {
        guard case .altered = opening else {
            return super.answer(opening, piece, asked: asked)
        }
        if piece.place.kind == .logHeader, wasBlank(piece) { return SQLITE_OK }
        guard asked == Int(SealedLog.frameLength), lastFrame == nil else {
            return SealedCode.altered
        }
        switch marked() {
        case .success(let count): return piece.place.index < count ? SealedCode.altered : SQLITE_OK
        case .failure(let failure): return failure.code
        }
    }

    override func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        if offset == 0 {
            // A log begins anew: with this one write its old mark is gone.
            guard bytes.count == SealedLog.headerLength else { return SealedCode.write }
            let piece = layout.piece(at: 0)
            var start = [UInt8](repeating: 0, count: Int(SealedLog.sealedStart))
            let isSealed = start.withUnsafeMutableBytes { start in
                cipher.seal(
                    bytes, at: piece.place,
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: start.prefix(piece.sealedLength)))
            }
            lastFrame = nil
            guard isSealed else { return SealedCode.write }
            return start.withUnsafeBytes { base.write($0, at: 0) }
        }
        lastFrame = layout.piece(at: offset).place.index
        return super.write(bytes, at: offset)
    }

    /// After a commit, notes how far the log is on the disk. The note is not waited for: without
    /// it less is known, and nothing wrong.
    override func sync(_ flags: Int32) -> Int32 {
        let code = super.sync(flags)
        if code == SQLITE_OK, let lastFrame {
            withUnsafeBytes(of: UInt64(lastFrame + 1).bigEndian) { count in
                _ = seal(count, as: SealedLog.mark)
            }
        }
        return code
    }

    /// Forgets what was written: another connection may write from now on.
    func leave() { lastFrame = nil }

    /// SQLite asks for it before it looks for the end.
    override func size(_ size: inout Int64) -> Int32 {
        var sealed: Int64 = 0
        let code = base.size(&sealed)
        size = layout.length(sealed: sealed)
        if code != SQLITE_OK || sealed == 0 { return code }
        // The header and the mark are written at once.
        if size == 0 { return SealedCode.altered }
        let frames = (size - Int64(SealedLog.headerLength)) / SealedLog.frameLength
        switch marked() {
        case .success(let count): return frames < count ? SealedCode.altered : SQLITE_OK
        case .failure(let failure): return failure.code
        }
    }

    private struct Failure: Error { let code: Int32 }

    /// How many frames are known to be on the disk.
    private func marked() -> Result<Int64, Failure> {
        var count: UInt64 = 0
        let opening = withUnsafeMutableBytes(of: &count) { open(SealedLog.mark, into: $0) }
        switch opening {
        case .opened: return .success(Int64(clamping: UInt64(bigEndian: count)))
        case .missing: return .success(0)
        case .altered:
            return wasBlank(SealedLog.mark)
                ? .success(0) : .failure(Failure(code: SealedCode.altered))
        case .failed(let code): return .failure(Failure(code: code))
        }
    }
}
