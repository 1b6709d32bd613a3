import APICore
import Foundation
import JSON
import Ledger

/// `taskledger ledger list|show`: what was written, by whom and with which answer.
enum ShowLedger {
  static func list(_ options: Options) throws(UsageError) -> Int32 {
    var query = LedgerQuery()
    query.limit = try limit(options)
    let program = try Program(options, isReadOnly: true)
    guard FileManager.default.fileExists(atPath: program.store.path) else {
      print("Nothing was written yet: there is no store at \(program.store.path)")
      return 0
    }
    let page: LedgerPage
    do throws(LedgerRefusal) {
      page = try LedgerStore(program.store).list(query)
    } catch { return failed(error) }
    if options.isOn(.json) {
      for entry in page.entries { print(entry.json.canonicalString) }
      return 0
    }
    if page.entries.isEmpty {
      print("Nothing was written yet.")
      return 0
    }
    let rows = page.entries.map { entry in
      [
        entry.firstExecutedAt.iso8601, entry.operationID, entry.tool, entry.state,
        entry.remoteID ?? "", entry.key ?? "(\(entry.keySource.rawValue))",
      ]
    }
    print(Rendering.table(["EXECUTED", "OPERATION", "TOOL", "STATE", "MADE", "KEY"], rows))
    if page.cursor != nil { print("\nOlder ones follow: --limit N shows more.") }
    return 0
  }

  static func show(_ name: String, _ options: Options) throws(UsageError) -> Int32 {
    let program = try Program(options, isReadOnly: true)
    let store = LedgerStore(program.store)
    do throws(LedgerRefusal) {
      var entries = try store.entries(.operationID(name))
      if entries.isEmpty, let key = key(name) { entries = try store.entries(.key(key)) }
      guard !entries.isEmpty else {
        Output.error(
          "no write has happened under `\(name)`; `taskledger ledger list` shows what has")
        return 1
      }
      for entry in entries {
        print(options.isOn(.json) ? entry.json.canonicalString : Rendering.text(of: entry.json))
      }
      return 0
    } catch { return failed(error) }
  }

  private static func key(_ text: String) -> IdempotencyKey? {
    do throws(IdempotencyKey.InvalidKey) {
      return try IdempotencyKey(text)
    } catch { return nil }
  }

  private static func limit(_ options: Options) throws(UsageError) -> Int {
    guard let text = options.value(of: .limit) else { return 20 }
    guard let limit = Int(text), limit > 0, limit <= 10_000 else {
      throw UsageError("`--limit \(text)` is no number from 1 to 10000")
    }
    return limit
  }

  private static func failed(_ refusal: LedgerRefusal) -> Int32 {
    Output.error("\(refusal.code): \(refusal.message)")
    return 1
  }
}
