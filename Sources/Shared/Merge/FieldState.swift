// FieldState: the maximal accepted writes of one field, whatever its rule.
//
// The shape of a change says how it merges (assign, edit, increment), so a party that does not
// know the field's declared rule merges it exactly like one that does. The rule only derives what
// is shown.

/// One surviving write of a field.
package struct Sibling: Hashable, Sendable {
    /// What the write contributes.
    package enum Content: Hashable, Sendable {
        /// The field's value, for assigned fields.
        case value(FieldValue)
        /// One element, for sets.
        case element(String)
        /// An amount, for counters.
        case increment(Int64)

        /// Equality of bytes: two elements that only look the same are two elements.
        package static func == (left: Content, right: Content) -> Bool {
            switch (left, right) {
            case (.value(let left), .value(let right)): left == right
            case (.element(let left), .element(let right)): left.hasSameBytes(as: right)
            case (.increment(let left), .increment(let right)): left == right
            default: false
            }
        }

        /// Feeds the same bytes that `==` compares.
        package func hash(into hasher: inout Hasher) {
            switch self {
            case .value(let value): hasher.combine(value)
            case .element(let element): for byte in element.utf8 { hasher.combine(byte) }
            case .increment(let amount): hasher.combine(amount)
            }
        }

        /// The place of each shape among the siblings that one transaction left.
        fileprivate var rank: Int {
            switch self {
            case .value: 0
            case .element: 1
            case .increment: 2
            }
        }
    }

    package var write: Write
    package var content: Content

    package init(write: Write, content: Content) {
        self.write = write
        self.content = content
    }

    /// The order of siblings in storage, so that equal states are equal bytes.
    static func canonicallyBefore(_ left: Sibling, _ right: Sibling) -> Bool {
        if left.write.transaction != right.write.transaction {
            return left.write.transaction < right.write.transaction
        }
        if left.content.rank != right.content.rank {
            return left.content.rank < right.content.rank
        }
        if case .element(let left) = left.content, case .element(let right) = right.content {
            return left.precedesInBytes(right)
        }
        return false
    }
}

/// The merged state of one field.
package struct FieldState: Hashable, Sendable {
    package var name: String
    /// The position of the last transaction that touched the field; `nil` while provisional.
    package var changed: Position?
    /// In canonical order. None is left when every element of a set was removed.
    package var siblings: [Sibling]
    /// Values that the author of every sibling had seen, the latest first; kept only where the
    /// schema asks for it, and at most `ancestorLimit`: without one, what both sides began from is
    /// not told.
    package var ancestors: [Sibling]

    /// How many edits in a row of one author keep what they began from.
    package static let ancestorLimit = 4

    package init(
        name: String, changed: Position? = nil, siblings: [Sibling] = [],
        ancestors: [Sibling] = []
    ) {
        self.name = name
        self.changed = changed
        self.siblings = siblings
        self.ancestors = ancestors
    }

    /// Applies one change: it replaces what its author knew and stands beside the rest.
    ///
    /// - Parameters:
    ///   - write: the identity of the change.
    ///   - keepsAncestors: whether conflicts of this field show what both sides began from.
    ///   - knows: the causality test of the change's author.
    package mutating func apply(
        _ change: FieldChange, by write: Write, keepsAncestors: Bool,
        knows: (Write) -> Bool
    ) {
        let known = keepsAncestors ? siblings.filter { knows($0.write) } : []
        replace(change, knows: knows)
        switch change {
        case .assign(let value):
            if keepsAncestors { keepAncestors(known: known, by: write, knows: knows) }
            siblings.append(Sibling(write: write, content: .value(value)))
        case .edit(let add, _):
            for element in add {
                siblings.append(Sibling(write: write, content: .element(element)))
            }
        case .increment(let amount):
            siblings.append(Sibling(write: write, content: .increment(amount)))
        }
        if siblings.count > 1 { siblings.sort(by: Sibling.canonicallyBefore) }
        changed = write.position
    }

    /// Takes out what a change replaces: what its author knew, and it touches.
    mutating func replace(_ change: FieldChange, knows: (Write) -> Bool) {
        if siblings.isEmpty { return }
        switch change {
        case .assign:
            siblings.removeAll {
                knows($0.write) || DeliberateBug.assignReplacesEverything.isOn
            }
        case .edit(let add, let remove):
            let touched = Set((add + remove).map { Array($0.utf8) })
            siblings.removeAll { sibling in
                guard case .element(let element) = sibling.content else {
                    return knows(sibling.write)
                }
                return touched.contains(Array(element.utf8))
                    && (knows(sibling.write) || DeliberateBug.removeReplacesUnseen.isOn)
            }
        case .increment:
            if DeliberateBug.incrementReplaces.isOn { siblings.removeAll { knows($0.write) } }
        }
    }

    /// The ancestors of all siblings after a write that replaced `known`.
    private mutating func keepAncestors(
        known: [Sibling], by write: Write, knows: (Write) -> Bool
    ) {
        guard siblings.isEmpty else {
            // What somebody of the siblings' authors has not seen is where none of them began.
            ancestors.removeAll { !knows($0.write) }
            return
        }
        // The write replaces everything there was: that is where a later conflict begins from.
        // Only a value can be told; another shape was left by a program of another schema.
        let values = known.filter { if case .value = $0.content { true } else { false } }
        guard let last = values.max(by: { Write.shownBefore($0.write, $1.write) }) else { return }
        // Somebody who writes twice in a row may meet another who saw only what came before both.
        let before = last.write.replica == write.replica ? ancestors : []
        ancestors = Array(([last] + before).prefix(FieldState.ancestorLimit))
    }
}
