// SystemTemporary: a path of a test's own, which nothing stands at yet.

import FoundationEssentials

/// A path in the machine's temporary folder that no other test has.
func temporaryPath() -> String {
    FileManager.default.temporaryDirectory.path + "/relais-test-\(UUID().uuidString)"
}
