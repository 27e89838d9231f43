// The files of the repository that this test was built from.

import Foundation

enum Repository {
    /// Every text file but what git and the build keep for themselves, in the order of their paths.
    static let files: [RepositoryFile] = {
        let manager = FileManager.default
        guard let enumerator = manager.enumerator(atPath: root) else { return [] }
        var files: [RepositoryFile] = []
        for case let path as String in enumerator {
            let name = (path as NSString).lastPathComponent
            let isHidden = name == ".git" || name == ".swiftpm" || name.hasPrefix(".build")
            if isHidden { enumerator.skipDescendants() }
            guard !isHidden, name != "Package.resolved",
                let data = manager.contents(atPath: root + "/" + path),
                let text = String(data: data, encoding: .utf8)
            else { continue }
            files.append(
                RepositoryFile(
                    path: path, text: text,
                    isExecutable: manager.isExecutableFile(atPath: root + "/" + path)))
        }
        return files.sorted { $0.path < $1.path }
    }()

    private static let root: String = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}
