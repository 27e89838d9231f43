// Territory: writes a synthetic territory as files that `relais import` reads, the same for one
// seed and day. `swift run Territory SEED FOLDER [YYYY-MM-DD]`.

import FoundationEssentials
import Shared
import Synthetic

@main
enum Territory {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let seed = arguments.first.flatMap({ UInt64($0) }), arguments.count >= 2,
            let today = CalendarDate(
                arguments.count > 2 ? arguments[arguments.startIndex + 2] : "2026-11-27")
        else {
            print("usage: Territory SEED FOLDER [YYYY-MM-DD]")
            return
        }
        let folder = arguments[arguments.startIndex + 1]
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for table in SyntheticTerritory(seed: seed, today: today).tables {
            let path = "\(folder)/\(table.collection).csv"
            try Data(table.csv.utf8).write(to: URL(filePath: path))
            print("\(path): \(table.rows.count)")
        }
    }
}
