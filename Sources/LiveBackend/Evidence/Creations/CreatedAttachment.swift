import APICore
import JSON

/// Writes that attach a file: told by its name and size, among the task's files that were not there
/// before. Two that are equal cannot be told apart.
struct CreatedAttachment: UnmarkedCreation {
  func sightings(
    for request: WriteRequest, since: Milliseconds?, reading: EvidenceReader
  ) throws(APIError) -> Sightings {
    let task = try reading.read(
      ReadRequest(.getTask, path: request.path, query: request.query, parts: .attachments))
    let all = task.attachments.compactMap { attachment in
      attachment["id"]?.wireText.map {
        Sighting(
          id: $0, madeAt: attachment["date"]?.wireInteger.map { Milliseconds($0) },
          json: attachment)
      }
    }
    return Sightings(all: all, areComplete: true)
  }

  /// What a task shows of a file's size is in no recording: where it shows none, the name tells.
  func isAsked(_ sighting: Sighting, by request: WriteRequest) -> Bool {
    guard case .file(let file) = request.body else { return false }
    let size = sighting.json["size"]?.wireInteger
    guard size == nil || size == Int64(file.size) else { return false }
    let title = String(sighting.json.attachmentTitle?.trimmed ?? "")
    if title == file.name { return true }
    // How the service reads letters beyond ASCII in a form is not known either.
    return size != nil && !file.name.utf8.allSatisfy { $0 < 0x80 }
      && FileName.ending(of: title) == FileName.ending(of: file.name)
  }
}
