import JSON
import SQLite

extension ImportWriting {
  /// The digests of the names that exports gave to Lists, Folders and Spaces are remembered under
  /// this kind, in the place of a date.
  private static let toldName = "name from an export"

  /// What a row names by its ID, and how.
  struct NamedPlace {
    let kind: ImportReport.Kind
    let id: Int64
    let name: String
    /// Whether it stood here before the row.
    let wasThere: Bool
  }

  /// Where a row says of a place both ID and name.
  func namedPlaces(_ row: ImportRow) throws(ImportFailure) -> [NamedPlace] {
    let cells = row.cells
    let told: [(ImportReport.Kind, ExportColumn, String?)] = [
      (.lists, .listID, ExportCell.text(cells[.list])),
      (.folders, .folderID, ExportCell.folder(cells[.folder])),
      (.spaces, .spaceID, ExportCell.text(cells[.space])),
    ]
    var places: [NamedPlace] = []
    for (kind, column, name) in told {
      guard let name, let id = ExportID.number(cells[column]) else { continue }
      places.append(
        NamedPlace(kind: kind, id: id, name: name, wasThere: try exists(kind.rawValue, id)))
    }
    return places
  }

  /// A place that exports named is renamed by a later one; what an answer of the API or a write
  /// calls it stands.
  mutating func rename(_ places: [NamedPlace]) throws(ImportFailure) {
    for place in places {
      let standing = try row(
        "SELECT name FROM \(place.kind.rawValue) WHERE id = ?", [.integer(place.id)],
        read: { $0.text(0) })
      guard let standing else { continue }
      let key = "\(place.kind.rawValue) \(place.id)"
      if place.wasThere, standing != place.name {
        guard try recall(Self.toldName, key) == Self.digest(standing) else { continue }
        try bringUpToDate(
          place.kind, in: place.kind.rawValue, .integer(place.id), named: String(place.id),
          [("name", .text(place.name))])
      } else if place.wasThere {
        continue
      }
      try remember(Self.toldName, key, Self.digest(place.name))
    }
  }

  private static func digest(_ name: String) -> Int64 {
    Int64(bitPattern: NameDigest.of(name))
  }
}
