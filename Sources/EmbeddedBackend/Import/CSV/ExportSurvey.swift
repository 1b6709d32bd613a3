/// What all rows of the exports of an import say together, so that what one of them means does not
/// depend on which comes first.
struct ExportSurvey: Sendable {
  private struct Closings {
    var open = 0
    var closed = 0
  }

  /// Paths of Folders, by Space and the last name of the path.
  private var folders: [[String]: Set<String>] = [:]
  /// IDs of Lists, by Space, path of the Folder and name.
  private var lists: [[String]: Set<Int64>] = [:]
  /// Tasks with a status, by Space and the status.
  private var statuses: [[String]: Closings] = [:]

  mutating func add(_ row: ImportRow) {
    let space = row.space
    let folder = ExportCell.folder(row.cells[.folder])
    if let folder {
      folders[[space, Self.ownName(ofFolder: folder)], default: []].insert(folder)
    }
    if let name = ExportCell.text(row.cells[.list]), let id = ExportID.number(row.cells[.listID]) {
      lists[[space, folder ?? "", name], default: []].insert(id)
    }
    guard let status = ExportCell.text(row.cells[.status]) else { return }
    let isClosed = row.isClosed
    statuses[[space, status.lowercased()], default: Closings()].closed += isClosed ? 1 : 0
    statuses[[space, status.lowercased()], default: Closings()].open += isClosed ? 0 : 1
  }

  static func ownName(ofFolder path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Whether no other path of the Space ends with the name that this one ends with.
  func isOnlyFolder(_ path: String, inSpaceOf row: ImportRow) -> Bool {
    folders[[row.space, Self.ownName(ofFolder: path)], default: []].isSubset(of: [path])
  }

  /// The IDs of the Lists that have the name of this row's List, and stand where it does.
  func listIDs(like row: ImportRow) -> Set<Int64> {
    guard let name = ExportCell.text(row.cells[.list]) else { return [] }
    return lists[[row.space, ExportCell.folder(row.cells[.folder]) ?? "", name], default: []]
  }

  /// Whether every task with the status of this row is closed. One that is not would be hidden by a
  /// status that is called closed.
  func isClosed(statusOf row: ImportRow) -> Bool {
    guard let status = ExportCell.text(row.cells[.status]) else { return false }
    let closings = statuses[[row.space, status.lowercased()], default: Closings()]
    return closings.closed > 0 && closings.open == 0
  }
}

extension ImportRow {
  fileprivate var space: String { ExportCell.text(cells[.space]) ?? "" }

  /// Whether it says when its task was closed.
  fileprivate var isClosed: Bool {
    ExportCell.instant(cells[.closed]) != nil
      || [cells[.closed], cells[.closedText]].contains {
        ExportCell.text($0).flatMap { ExportDate($0) } != nil
      }
  }
}
