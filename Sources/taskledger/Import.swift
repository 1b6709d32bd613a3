import EmbeddedBackend
import Foundation
import JSON
import SQLite

/// `taskledger import`: brings in answers of the real API, with a count of what came in.
enum Import {
  static func run(_ files: [String], _ options: Options) throws(UsageError) -> Int32 {
    let program = try Program(options)
    guard let workspaceImport = program.workspaceImport else {
      throw UsageError("`import` fills the embedded workspace; leave `--backend clickup` out")
    }
    var values: [JSONValue] = []
    // All files are read before anything is written: one that is wrong stops all, and nothing is
    // lost.
    for file in files {
      do throws(ImportTextError) {
        values += try ImportText.values([UInt8](try read(file)), file: file)
      } catch {
        Output.error(error.description)
        return 1
      }
    }
    defer { program.store.close() }
    let bar = ProgressBar()
    let report: ImportReport
    do throws(SQLiteError) {
      report = try workspaceImport.run(values) { done, total in
        bar.show(done, of: total)
        program.store.checkpointIfWorthwhile()
      }
    } catch {
      bar.clear()
      Output.error(
        "the store failed: \(error); what came in until then stays, and the same command goes on")
      return 1
    }
    bar.clear()
    if options.isOn(.json) {
      Output.json(json(of: report))
    } else {
      Output.text(text(of: report))
      tellWorkspaces(program, options)
    }
    return 0
  }

  private static func read(_ file: String) throws(ImportTextError) -> Data {
    if file == "-" {
      do { return try FileHandle.standardInput.readToEnd() ?? Data() } catch {
        throw ImportTextError(
          file: file, line: nil,
          message: "standard input cannot be read: connect it to a pipe or a file")
      }
    }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ImportTextError(file: file, line: nil, message: "the file cannot be read")
    }
    return data
  }

  private static func kinds(in report: ImportReport) -> [ImportReport.Kind] {
    ImportReport.Kind.allCases.filter { report[$0] != ImportReport.Count() }
  }

  private static func text(of report: ImportReport) -> String {
    let kinds = kinds(in: report)
    guard !kinds.isEmpty else { return "Nothing in there could be imported." }
    let rows = kinds.map { kind in
      let count = report[kind]
      return [kind.rawValue]
        + [count.created, count.updated, count.unchanged, count.skipped].map(String.init)
    }
    var text = Rendering.table(["", "NEW", "CHANGED", "AS BEFORE", "LEFT OUT"], rows)
    for kind in kinds {
      for (reason, number) in (report.reasons[kind] ?? [:]).sorted(by: { $0.key < $1.key }) {
        text += "\n\(number) × \(kind.rawValue) left out: \(TerminalText.line(reason))"
      }
    }
    return text
  }

  private static func json(of report: ImportReport) -> JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: kinds(in: report).map { kind in
          let count = report[kind]
          let reasons = (report.reasons[kind] ?? [:]).mapValues { JSONValue.integer(Int64($0)) }
          return (
            kind.rawValue,
            [
              "created": .integer(Int64(count.created)), "updated": .integer(Int64(count.updated)),
              "unchanged": .integer(Int64(count.unchanged)),
              "skipped": .integer(Int64(count.skipped)), "reasons": .object(reasons),
            ] as JSONValue
          )
        }))
  }

  /// An import may bring a Workspace beside the one that the store began with; tools then want to
  /// be told which is meant.
  private static func tellWorkspaces(_ program: Program, _ options: Options) {
    guard options.value(of: .workspace) == nil else { return }
    let workspaces = program.workspaces
    guard workspaces.count > 1 else { return }
    Output.text(
      "\nThis store holds several Workspaces; choose with --workspace ID (TASKLEDGER_WORKSPACE):")
    Output.text(Rendering.table(["ID", "NAME"], workspaces))
  }
}
