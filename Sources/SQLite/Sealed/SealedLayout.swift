// Where the pieces of a sealed file are: SQLite sees the file that it would have written in the
// clear, and on the disk each piece is 28 bytes longer. Nothing here reads or writes.

/// One piece of a file, sealed on its own.
struct SealedPiece: Equatable {
    let place: SealedPlace
    /// Where SQLite sees it.
    let offset: Int64
    /// Its length, as SQLite sees it.
    let length: Int
    /// Where it is on the disk.
    let sealedOffset: Int64

    var end: Int64 { offset + Int64(length) }
    var sealedLength: Int { length + PageCipher.overhead }
}

/// How SQLite's offsets follow from those on the disk, and the other way.
protocol SealedLayout {
    /// The piece that holds the byte that SQLite sees at `offset`.
    func piece(at offset: Int64) -> SealedPiece
    /// How long SQLite sees a file to be; pieces that are not whole do not count.
    func length(sealed: Int64) -> Int64
    /// The length on the disk of a file that SQLite wants to be so long.
    func sealedLength(_ length: Int64) -> Int64
}

/// The database itself: a head in the clear, then pages.
struct SealedPages: SealedLayout {
    static let pageLength = 4096
    static let sealedPage = Int64(pageLength + PageCipher.overhead)
    /// Keys and their parameters are there; see `FileHead`.
    static let headLength: Int64 = 4096

    func piece(at offset: Int64) -> SealedPiece {
        piece(offset / Int64(Self.pageLength))
    }

    func piece(_ index: Int64) -> SealedPiece {
        SealedPiece(
            place: SealedPlace(kind: .page, index: index),
            offset: index * Int64(Self.pageLength), length: Self.pageLength,
            sealedOffset: Self.headLength + index * Self.sealedPage)
    }

    func length(sealed: Int64) -> Int64 {
        max(0, sealed - Self.headLength) / Self.sealedPage * Int64(Self.pageLength)
    }

    func sealedLength(_ length: Int64) -> Int64 {
        let pages = (length + Int64(Self.pageLength) - 1) / Int64(Self.pageLength)
        return Self.headLength + pages * Self.sealedPage
    }
}

/// The write-ahead log: a header, a mark, then frames, each of them a header and a page.
/// https://www.sqlite.org/fileformat2.html#the_write_ahead_log
///
/// The header of a frame holds sums over the page in the clear, so it is sealed as well.
struct SealedLog: SealedLayout {
    static let headerLength = 32
    static let frameHeaderLength = 24
    static let frameLength = Int64(frameHeaderLength + SealedPages.pageLength)
    static let sealedFrame = frameLength + 2 * Int64(PageCipher.overhead)
    /// The header and the mark share one sector, with room between them.
    static let sealedStart: Int64 = 128

    /// Says how many frames are known to be on the disk; SQLite does not see it.
    static let mark = SealedPiece(
        place: SealedPlace(kind: .logMark, index: 0), offset: -1, length: 8, sealedOffset: 64)

    func piece(at offset: Int64) -> SealedPiece {
        let start = Int64(Self.headerLength)
        guard offset >= start else {
            return SealedPiece(
                place: SealedPlace(kind: .logHeader, index: 0), offset: 0,
                length: Self.headerLength, sealedOffset: 0)
        }
        let index = (offset - start) / Self.frameLength
        let frame = start + index * Self.frameLength
        let sealed = Self.sealedStart + index * Self.sealedFrame
        if offset < frame + Int64(Self.frameHeaderLength) {
            return SealedPiece(
                place: SealedPlace(kind: .frameHeader, index: index), offset: frame,
                length: Self.frameHeaderLength, sealedOffset: sealed)
        }
        return SealedPiece(
            place: SealedPlace(kind: .framePage, index: index),
            offset: frame + Int64(Self.frameHeaderLength), length: SealedPages.pageLength,
            sealedOffset: sealed + Int64(Self.frameHeaderLength + PageCipher.overhead))
    }

    func length(sealed: Int64) -> Int64 {
        guard sealed >= Self.sealedStart else { return 0 }
        return Int64(Self.headerLength)
            + (sealed - Self.sealedStart) / Self.sealedFrame * Self.frameLength
    }

    func sealedLength(_ length: Int64) -> Int64 {
        guard length > 0 else { return 0 }
        let frames = max(0, length - Int64(Self.headerLength)) + Self.frameLength - 1
        return Self.sealedStart + frames / Self.frameLength * Self.sealedFrame
    }
}
