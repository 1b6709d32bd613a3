import EmbeddedBackend
import Foundation
import JSON
import SQLite

/// `taskledger import`: brings in answers of the real API, and ClickUp's CSV exports of tasks, with
/// a count of what came in.
enum Import {
  static func run(_ files: [String], _ options: ProgramOptions) throws(UsageError) -> Int32 {
    let program = try Program(options)
    guard let workspaceImport = program.workspaceImport, let identities = program.identities else {
      throw UsageError("`import` fills the embedded workspace; leave `--backend clickup` out")
    }
    defer { program.store.close() }
    let bar = ProgressBar()
    let report: ImportReport
    let person = ImportedPerson(
      identities: identities, email: options.value(of: .person),
      workspace: options.value(of: .workspace))
    let settled: ImportedPerson.Settled
    let people: String
    do throws(SQLiteError) {
      let stage = try ImportStage()
      // All files are read before anything is written: one that is wrong stops all, and nothing is
      // lost.
      guard try read(files, into: stage) else { return 1 }
      if let refusal = try person.refusal(before: stage, in: program) {
        Output.error(refusal)
        return 2
      }
      report = try workspaceImport.run(stage, workspace: options.value(of: .workspace)) {
        done, total in
        bar.show(done, of: total)
        program.store.checkpointIfWorthwhile()
      }
      settled = try person.settle(after: report)
      people = try person.text(of: settled)
    } catch {
      bar.clear()
      Output.error(
        "the store failed: \(error); what came in until then stays, and the same command goes on")
      return 1
    }
    bar.clear()
    if options.isOn(.json) {
      Output.json(ImportRendering.json(of: report, as: ImportedPerson.json(settled)))
    } else {
      Output.text(ImportRendering.text(of: report))
      if !people.isEmpty { Output.text("\n" + people) }
      tellWorkspaces(program, options)
    }
    guard report.hasContent else {
      Output.error(ImportRendering.nothing(of: report))
      return 1
    }
    for refusal in settled.refusals { Output.error(refusal) }
    return settled.refusals.isEmpty ? 0 : 2
  }

  /// - Returns: false where a file is wrong, which was said then.
  private static func read(_ files: [String], into stage: ImportStage) throws(SQLiteError) -> Bool {
    var failure: SQLiteError?
    for file in files {
      do throws(ImportTextError) {
        let source = ImportFile(
          file: file, number: stage.exportCount, next: try pieces(of: file))
        try source.read { (part) throws(ImportTextError) in
          do throws(SQLiteError) { try stage.add(part) } catch {
            failure = error
            throw ImportTextError(file: file, line: nil, message: error.message)
          }
        }
      } catch {
        if let failure { throw failure }
        Output.error(error.description)
        return false
      }
    }
    return true
  }

  /// What reads the file, a piece at a time.
  private static func pieces(
    of file: String
  ) throws(ImportTextError) -> () throws(ImportTextError) -> [UInt8]? {
    let unreadable = ImportTextError(
      file: file, line: nil,
      message: file == "-"
        ? "standard input cannot be read: connect it to a pipe or a file"
        : "the file cannot be read")
    guard let handle = file == "-" ? .standardInput : FileHandle(forReadingAtPath: file) else {
      throw unreadable
    }
    // A reader takes few of them, a disk gives them at once.
    let size = 1 << 20
    return { () throws(ImportTextError) in
      do {
        let data = try handle.read(upToCount: size)
        return data.flatMap { $0.isEmpty ? nil : [UInt8]($0) }
      } catch { throw unreadable }
    }
  }

  /// An import may bring a Workspace beside the one that the store began with; tools then want to
  /// be told which is meant.
  private static func tellWorkspaces(_ program: Program, _ options: ProgramOptions) {
    guard options.value(of: .workspace) == nil else { return }
    let workspaces = program.workspaces
    guard workspaces.count > 1 else { return }
    Output.text(
      "\nThis store holds several Workspaces; choose with --workspace ID (TASKLEDGER_WORKSPACE):")
    Output.text(Rendering.table(["ID", "NAME"], workspaces))
  }
}
