// Declared: finds the declarations in a model, without asking the runtime what its properties are.
//
// A mirror looks each property's type up by its name and copies it into a box: twenty million
// instructions for the job-search schema, at every start of a program. A model is made of
// references to declarations, one after the other in the order of its source, so its memory is
// looked through for the addresses of declarations that were made. Nothing found there is followed:
// an address is only compared with those that are known.

/// What a model's stored property may declare.
enum Declared {
    case field(FieldDeclaration)
    case split(SplitLens)

    /// Every declaration that was ever made, by its address. They are made by static properties,
    /// which live as long as the program; kept here, no address is ever used again.
    private static let known = Locked<[UInt: Declared]>([:])

    /// Notes a declaration that was just made.
    static func note(_ declaration: FieldDeclaration) {
        note(.field(declaration), at: declaration)
    }

    /// Notes a split that was just declared.
    static func note(_ lens: SplitLens) { note(.split(lens), at: lens) }

    private static func note(_ declared: Declared, at object: AnyObject) {
        let address = UInt(bitPattern: Unmanaged.passUnretained(object).toOpaque())
        known.withLock { $0[address] = declared }
    }

    /// The declarations among the stored properties of a value, in the order of its source.
    static func properties<Value>(of value: Value) -> [Declared] {
        // The bytes of a value that lives through the call: integers are read, nothing else.
        let words = withUnsafeBytes(of: value) { bytes in
            stride(from: 0, through: bytes.count - MemoryLayout<UInt>.size, by: step).map {
                bytes.loadUnaligned(fromByteOffset: $0, as: UInt.self)
            }
        }
        return known.withLock { known in words.compactMap { known[$0] } }
    }

    /// References are aligned.
    private static let step = MemoryLayout<UInt>.alignment
}
