// ShownSlices: what a record shows, as it lies in the canonical bytes of its state. Nothing is made
// of it: who stores or compares it reads it where it is.

/// What each declared field of a record shows, in the bytes of its state. It says something only
/// for as long as those bytes are lent.
package struct ShownSlices {
    /// What one field shows.
    package enum Slice {
        case null
        case bool(Bool)
        case integer(Int64)
        case real(Double)
        /// The bytes of a text, which are UTF-8.
        case text(UnsafeBufferPointer<UInt8>)
        /// Elements of a set: see `elements(of:)`.
        case set(start: Int, count: Int)
    }

    /// In the order of the declaration.
    package internal(set) var columns: [Slice]
    /// The elements of all sets, one set after the other.
    var elements: [UnsafeBufferPointer<UInt8>] = []

    init(count: Int) { columns = Array(repeating: .null, count: count) }

    /// Room for what records of a collection show.
    package init(_ declaration: CollectionDeclaration?) {
        self.init(count: declaration?.fields.count ?? 0)
    }

    mutating func clear() {
        for index in columns.indices { columns[index] = .null }
        elements.removeAll(keepingCapacity: true)
    }

    /// The elements of a set, in the order of their bytes, each once.
    package func elements(
        of set: (start: Int, count: Int)
    ) -> ArraySlice<UnsafeBufferPointer<UInt8>> {
        elements[set.start..<set.start + set.count]
    }

    /// What the fields show, as values of their own.
    package var values: [ShownValue] {
        columns.map { slice in
            switch slice {
            case .null: .single(.null)
            case .bool(let flag): .single(.bool(flag))
            case .integer(let number): .single(.integer(number))
            case .real(let number): .single(.real(number))
            case .text(let text): .single(.text(String(decoding: text, as: UTF8.self)))
            case .set(let start, let count):
                .set(elements(of: (start, count)).map { String(decoding: $0, as: UTF8.self) })
            }
        }
    }

    /// Puts the elements from a place on in the order of their bytes, each once.
    ///
    /// - Returns: how many there are.
    mutating func sortElements(from start: Int) -> Int {
        var last: UnsafeBufferPointer<UInt8>?
        let sorted = elements[start...].sorted { $0.precedes($1) }
        elements.removeSubrange(start...)
        for element in sorted {
            if let last, last.isSame(as: element) { continue }
            elements.append(element)
            last = element
        }
        return elements.count - start
    }
}
