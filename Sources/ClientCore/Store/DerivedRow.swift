// DerivedRow: what a record's row says, as a pure function of what the server confirmed and of the
// device's own transactions over it.

import Shared

/// What the server confirmed of a record: the canonical bytes of its state.
struct ConfirmedState {
    let bytes: [UInt8]
    /// The state, where somebody has it at hand already.
    let state: RecordState?

    init(bytes: [UInt8], state: RecordState? = nil) {
        self.bytes = bytes
        self.state = state
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
        if own.isEmpty, let confirmed, let plain = try table.columns?.shown(confirmed.bytes) {
            shown = plain
            return
        }
        var held = confirmed?.state
        if held == nil, let confirmed { held = try RecordState(bytes: confirmed.bytes) }
        isErased = held?.erasure != nil
        let key = RecordKey(collection: table.name, id: id)
        let state = core.merged(held ?? RecordState(), own, key, device)
        if !own.isEmpty { flags.insert(.overlaid) }
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
        shown = table.columns?.shown(visible) ?? RecordView(table.declaration, visible).shown
    }
}
