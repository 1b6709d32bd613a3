import APICore
import Foundation
import JSON
import Ledger
import SQLite

/// What `doctor` says of the store, without changing it.
struct StoreChecks {
  let wiring: Wiring
  let processZone: ProcessZone
  /// What `--workspace` says.
  let chosen: String?
  /// What `--as` says.
  var email: String?

  func checks() -> [Doctor.Check] {
    let store = wiring.store
    let isCurrent: Bool
    do throws(SQLiteError) {
      if try store.isAbsent() { return [absent(store.path)] }
      isCurrent = try store.examine()
    } catch {
      return [failed(error)]
    }
    guard isCurrent else {
      return [
        .notice(
          "store", "\(store.path) is whole, and was written by an older version",
          "the next use of it without `--read-only` brings it up to date")
      ]
    }
    var checks: [Doctor.Check] = [.fine("store", "\(store.path) is whole and can be written")]
    checks.append(ledger)
    if let memory = store.secondMemory, !memory.isKept {
      checks.append(
        .notice(
          "memory",
          "\(memory.path) cannot be written; without it nothing says so where the whole "
            + "folder of the ledger is lost or put back, and what was sent since is sent again",
          "give this user the right to write there, or choose another place with XDG_STATE_HOME"))
    }
    if !wiring.isRemote {
      checks.append(workspaces)
      if let person { checks.append(person) }
      if let timeZone { checks.append(timeZone) }
    }
    return checks
  }

  private func failed(_ error: SQLiteError) -> Doctor.Check {
    guard !error.isBusy else {
      return .notice(
        "store", "another process has been writing to \(wiring.store.path) for seconds",
        "look again in a moment; where it stays so, end that process")
    }
    return .broken(
      "store", wiring.store.words(for: error), "writes are refused until this is mended")
  }

  private func absent(_ path: String) -> Doctor.Check {
    var folder = (path as NSString).deletingLastPathComponent
    while !folder.isEmpty, folder != "/", !FileManager.default.fileExists(atPath: folder) {
      folder = (folder as NSString).deletingLastPathComponent
    }
    if folder.isEmpty { folder = "." }
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
    guard isThere, isFolder.boolValue, FileManager.default.isWritableFile(atPath: folder) else {
      return .broken(
        "store", "there is none at \(path), and \(folder) cannot be written",
        "choose another place with `--store PATH`, or change the rights of that folder")
    }
    return .fine("store", "none yet at \(path); the first write makes it")
  }

  private var ledger: Doctor.Check {
    do throws(LedgerRefusal) {
      let verdict = try LedgerStore(wiring.store).verify()
      guard let fault = verdict.fault else {
        return .fine("ledger", "\(verdict.rows) writes, everything is as it was written")
      }
      return .broken(
        "ledger", fault.sentence, "`taskledger ledger verify` says what can be done")
    } catch {
      return .broken(
        "ledger", error.detail ?? error.message, "`taskledger ledger verify` says more")
    }
  }

  /// An import brings a Workspace of its own into the store.
  private var workspaces: Doctor.Check {
    let found: [(id: String, name: String)]
    do throws(APIError) {
      let teams = try wiring.ledger.reader(workspaceID: "").read(.getWorkspaces)["teams"]
      found = (teams?.array ?? []).map { ($0["id"]?.string ?? "?", $0["name"]?.string ?? "") }
    } catch { return .broken("workspace", error.message, "start a server, and look again") }
    let listed = found.map { "\($0.id) \($0.name)" }.joined(separator: ", ")
    if let chosen, !found.contains(where: { $0.id == chosen }) {
      return .broken(
        "workspace", "\(chosen) is not in the store",
        "start with `--workspace` and one of: \(listed)")
    }
    guard chosen != nil || found.count == 1 else {
      return .notice(
        "workspace", "there are several, and none is chosen: \(listed)",
        "start with `--workspace ID`; until then every call is refused as workspace_unclear")
    }
    return .fine("workspace", listed)
  }

  /// nil where it is not clear whose is meant.
  private var timeZone: Doctor.Check? {
    do throws(APIError) {
      let user = try wiring.ledger.reader(workspaceID: chosen ?? "").read(.getUser)["user"]
      return .timeZone(
        ProfileZone.name(ofUser: user), process: processZone,
        remedy: "import a `GET /user` answer that names it, or set TZ")
    } catch { return nil }
  }

  /// As whom the Workspace is worked in; nil where it is not clear which one is meant.
  private var person: Doctor.Check? {
    guard let identities = wiring.identities else { return nil }
    do throws(SQLiteError) {
      let candidates = try identities.standings().filter {
        chosen == nil || $0.workspaceID == chosen
      }
      guard candidates.count == 1, let standing = candidates.first else { return nil }
      let workspace = standing.workspaceID
      let name = ChosenPerson.name(standing.person)
      guard let email else {
        return .fine("user", standing.isChosen ? name : "\(name), who made this store")
      }
      let verdict = try identities.verdict(on: email, in: workspace)
      if case .free(let person) = verdict {
        return .notice(
          "user", "\(name) so far",
          "the next start of a server with `--as` makes it "
            + ChosenPerson.name(person))
      }
      if let refusal = try ChosenPerson.refusal(of: verdict, email, in: workspace, identities) {
        return .broken("user", "\(name), and not \(email)", refusal)
      }
      return .fine("user", name)
    } catch { return .broken("user", error.plain, "start a server, and look again") }
  }
}
