// DerivedRow: what a record's row says, as a pure function of what the server confirmed and of the
// device's own transactions over it.

import Shared

/// What the server confirmed of a record: the canonical bytes of its state.
struct ConfirmedState {
    let bytes: [UInt8]
    /// The state, where somebody has it at hand already.
    let state: RecordState?
    /// What each declared field shows, where somebody has read that already.
    let shown: [ShownValue]?

    init(bytes: [UInt8], state: RecordState? = nil, shown: [ShownValue]? = nil) {
        self.bytes = bytes
        self.state = state
        self.shown = shown
    }

    init(_ state: RecordState) { self.init(bytes: state.bytes, state: state) }
}

/// A row without its key and its confirmed state.
struct DerivedRow {
    var flags: RecordFlags = []
    /// What each declared field shows, in the order of the declaration.
    let shown: [ShownValue]
    /// What a person must settle: fields, and "" for a record that was changed while deleted.
    var conflicts: [String] = []
    /// Whether the server confirmed the record as erased.
    var isErased = false

    init(
        _ core: StoreCore, _ table: CollectionTable, _ id: RecordID, _ confirmed: ConfirmedState?,
        own: [OwnTransaction], _ device: DeviceState
    ) throws(ByteError) {
        let key = RecordKey(collection: table.name, id: id)
        var plain: [ShownValue]?
        if let confirmed, own.isEmpty || confirmed.state == nil {
            plain = confirmed.shown
            if plain == nil { plain = try table.columns?.shown(confirmed.bytes) }
        }
        if let plain, own.isEmpty {
            shown = plain
            return
        }
        if !own.isEmpty { flags.insert(.overlaid) }
        var held = confirmed?.state
        if let confirmed, held == nil {
            // What own transactions do not touch shows what it showed.
            if plain != nil { held = DerivedRow.part(of: confirmed, under: own, key) }
            if held == nil {
                held = try RecordState(bytes: confirmed.bytes)
                plain = nil
            }
        }
        isErased = held?.erasure != nil
        let state = core.merged(held ?? RecordState(), own, key, device)
        let isDeleted = state.isDeleted(device.lineage)
        if isDeleted { flags.insert(.deleted) }
        for (key, disagreement) in RecordView(table.declaration, state).disagreements {
            switch disagreement {
            case .none: break
            case .parallel: flags.insert(.parallel)
            case .conflict: conflicts.append(key)
            }
        }
        if state.survivesDeletion(device.lineage) { conflicts.append("") }
        if isDeleted || DeliberateBug.conflictIsNotListed.isOn { conflicts = [] }
        if !conflicts.isEmpty { flags.insert(.conflict) }
        let visible = isDeleted ? table.remainder(of: state) : state
        shown =
            table.columns?.shown(visible, over: plain)
            ?? RecordView(table.declaration, visible).shown
    }

    /// The fields that own transactions touch; `nil` where they do more than write.
    private static func part(
        of confirmed: ConfirmedState, under own: [OwnTransaction], _ key: RecordKey
    ) -> RecordState? {
        var names: [String] = []
        for change in own.flatMap(\.transaction.records)
        where change.id == key.id && change.collection == key.collection {
            guard case .write(let edits) = change.action else { return nil }
            names += edits.map(\.field)
        }
        return RecordState.part(
            names, of: confirmed.bytes, without: own.map(\.transaction.id))
    }
}
