// ReportFile: a document about a person, in a file that only its owner may read.

import Glibc
package import Shared

package enum ReportFile {
    /// Writes a whole document.
    ///
    /// - Throws: code `file_not_writable` when the file cannot be written.
    package static func write(_ bytes: [UInt8], to path: String) throws(RelaisError) {
        let number = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw notWritable(path, errno) }
        defer { close(number) }
        // A file that stood there may have been open to others.
        guard fchmod(number, 0o600) == 0 else { throw notWritable(path, errno) }
        do {
            try Descriptor(number: number).write(bytes)
        } catch {
            throw notWritable(path, errno)
        }
    }

    private static func notWritable(_ path: String, _ code: Int32) -> RelaisError {
        RelaisError(
            code: "file_not_writable",
            message: Phrase(
                fr: "Le fichier « \(path) » ne peut pas être écrit.",
                en: "The file \"\(path)\" cannot be written."),
            remedy: Phrase(
                fr: "Vérifiez le dossier, les droits et la place sur le disque.",
                en: "Check the folder, the permissions and the room on the disk."),
            detail: "errno \(code)")
    }
}
