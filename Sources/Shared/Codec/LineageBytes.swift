// The canonical bytes of a lineage and of places, for a store's own use.

extension Lineage {
    /// The canonical form.
    package var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.count(forks.count)
        for fork in forks {
            writer.fixed(fork.epoch.rawValue)
            writer.fixed(fork.parent.rawValue)
            writer.unsigned(fork.sequence)
        }
        return writer.bytes
    }

    /// Reads the canonical form.
    package init(bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes)
        var forks: [Fork] = []
        for _ in 0..<(try reader.count(of: 17)) {
            forks.append(
                Fork(
                    epoch: Epoch(try reader.fixed()), parent: Epoch(try reader.fixed()),
                    sequence: try reader.unsigned()))
        }
        try reader.finish()
        self.init(forks: forks)
    }
}

extension Position {
    /// The canonical form of some places.
    package static func bytes(_ places: [Position]) -> [UInt8] {
        var writer = ByteWriter()
        writer.count(places.count)
        for place in places {
            writer.fixed(place.epoch.rawValue)
            writer.unsigned(place.sequence)
        }
        return writer.bytes
    }

    /// Reads the canonical form.
    package static func places(_ bytes: [UInt8]) throws(ByteError) -> [Position] {
        var reader = ByteReader(bytes)
        var places: [Position] = []
        for _ in 0..<(try reader.count(of: 9)) {
            places.append(
                Position(epoch: Epoch(try reader.fixed()), sequence: try reader.unsigned()))
        }
        try reader.finish()
        return places
    }
}
