// ImportedFile: the bytes of a file that somebody named, or a sentence that says why not.

import FoundationEssentials

/// Reads files that are named on a command line.
package enum ImportedFile {
    /// Reads a whole file.
    ///
    /// - Throws: `file_unreadable` when it is missing, forbidden or no file; `file_too_large` over
    ///   64 MiB.
    package static func read(_ path: String) throws(RelaisError) -> [UInt8] {
        do {
            // A device or a pipe may have no end: only what has a size is read.
            let attributes = try FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw unreadable(path, "not a regular file")
            }
            let size = (attributes[.size] as? UInt64) ?? 0
            guard size <= UInt64(TextFile.maximumBytes) else { throw tooLarge(path) }
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch let error as RelaisError {
            throw error
        } catch {
            throw unreadable(path, "\(error)")
        }
    }

    /// What an import says that read no record at all, but reasons why not: it is no success.
    package static let nothingImported = RelaisError(
        code: "nothing_imported",
        message: Phrase(
            fr: "Rien n'a été importé : aucun enregistrement n'a pu être lu.",
            en: "Nothing was imported: no record could be read."),
        remedy: Phrase(
            fr: "Corrigez ce qui est indiqué pour chaque fichier, puis recommencez.",
            en: "Correct what is said of each file, then import again."))

    private static func unreadable(_ path: String, _ detail: String) -> RelaisError {
        RelaisError(
            code: "file_unreadable",
            message: Phrase(
                fr: "Le fichier \(path) ne peut pas être lu.",
                en: "The file \(path) cannot be read."),
            remedy: Phrase(
                fr: "Vérifiez son nom, que c'est un fichier et que vous avez le droit de le lire. "
                    + "Rien n'a été importé.",
                en: "Check its name, that it is a file and that you may read it. Nothing was "
                    + "imported."),
            detail: detail)
    }

    private static func tooLarge(_ path: String) -> RelaisError {
        RelaisError(
            code: "file_too_large",
            message: Phrase(
                fr: "Le fichier \(path) dépasse 64 Mio.", en: "The file \(path) is over 64 MiB."),
            remedy: Phrase(
                fr: "Partagez-le en plusieurs fichiers. Rien n'a été importé.",
                en: "Split it into several files. Nothing was imported."))
    }
}
