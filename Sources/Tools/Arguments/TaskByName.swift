import APICore
import JSON

/// A task looked up by its whole name, closed or not, a subtask or not, in this Workspace; archived
/// ones are not looked at, which the service lists List by List only.
///
/// Several of a name are refused, and so is one where there was more to look at than is read for a
/// name: another task may be called so.
struct TaskByName {
  /// On the live backend each is up to ten requests, and a thousand tasks.
  private static let mostReads = 2
  private static let shownAtMost = 5

  let text: String
  let argument: String
  let workspace: WorkspaceReader

  private struct Reading {
    var tasks: [JSONValue] = []
    var isWhole = false
    var examined = 0
    var near: [JSONValue] = []
  }

  /// - Returns: the ID of the one task of that name.
  /// - Throws: `ambiguous` with what tells the candidates apart, `not_found` with the nearest.
  func found() throws(ToolError) -> String {
    let reading = try read()
    guard let first = reading.tasks.first, let id = first["id"]?.identifier else {
      throw try notFound(reading)
    }
    guard reading.tasks.count == 1 else { throw try ambiguous(reading.tasks) }
    guard reading.isWhole else { throw try undecided(first, reading) }
    return id
  }

  /// - Throws: where another task than the one of this ID is called by the whole text.
  func refuseOther(than task: NamedTask) throws(ToolError) {
    let others = try read().tasks.filter { $0["id"]?.identifier != task.id }
    guard !others.isEmpty else { return }
    throw try ambiguous([task.json] + others)
  }

  /// The tasks of the name among as many as are looked at for one; two decide as well as more.
  private func read() throws(ToolError) -> Reading {
    var reading = Reading()
    guard !SoughtName(text).isEmpty else {
      reading.isWhole = true
      return reading
    }
    var query = TaskQuery(workspaceID: workspace.workspaceID)
    query.name = text
    query.includesClosed = true
    query.includesSubtasks = true
    query.limit = Self.shownAtMost + 1
    query.parts = .assignees
    for _ in 0..<Self.mostReads {
      let page: TaskPage
      do { page = try workspace.search(query) } catch { throw ToolError(error) }
      // What is written meanwhile moves tasks from one page to the next.
      for task in page.tasks where !reading.tasks.contains(where: { $0["id"] == task["id"] }) {
        reading.tasks.append(task)
      }
      reading.examined += page.examined ?? 0
      reading.near += page.near
      reading.isWhole = !page.hasMore
      guard page.hasMore, reading.tasks.count < 2 else { break }
      if let place = page.end ?? page.places.last {
        query.after = place
      } else {
        query.offset += page.tasks.count
      }
    }
    return reading
  }

  // MARK: Refusals

  private func ambiguous(_ tasks: [JSONValue]) throws(ToolError) -> ToolError {
    ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) fits \(tasks.count > Self.shownAtMost ? "more than " : "")"
        + "\(min(tasks.count, Self.shownAtMost)) tasks: \(try candidates(tasks)); nothing was "
        + "changed; give the ID of the one that is meant, or ask the user", code: .ambiguous)
  }

  private func undecided(_ task: JSONValue, _ reading: Reading) throws(ToolError) -> ToolError {
    ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) fits \(try candidates([task])), but there are more tasks than "
        + "the \(reading.examined) that are looked at for a name, and another one may be called "
        + "so; nothing was changed; give the ID where that task is meant, or look for others with "
        + "`search_tasks`", code: .ambiguous)
  }

  private func notFound(_ reading: Reading) throws(ToolError) -> ToolError {
    let extent =
      reading.isWhole
      ? "of a task, and not the whole name of one that is not archived"
      : "of a task, and not the whole name of one of the \(reading.examined) newest, which are all "
        + "that is looked at for a name"
    let near = reading.near.isEmpty ? "" : "; nearest are \(try candidates(reading.near))"
    return ToolError(
      argument: argument,
      "`\(argument)` \(quoted(text)) is not the ID \(extent)\(near); nothing was changed; find it "
        + "with `search_tasks` and give its ID", code: .notFound)
  }

  /// `"Call Mei" (86abc1def, Sales / Leads, to do, Jane Doe)`
  private func candidates(_ tasks: [JSONValue]) throws(ToolError) -> String {
    let spaces = try workspace.fetch(.getSpaces, path: ["team_id": workspace.workspaceID])
    let names = (spaces["spaces"]?.array ?? []).reduce(into: [:]) { names, space in
      names[space["id"]?.identifier ?? ""] = space["name"]?.string
    }
    let shown = tasks.prefix(Self.shownAtMost).map { task in
      // Where it was read for something else they may not have been asked for.
      let people = task["assignees"]?.array?.compactMap { $0["username"]?.string }
      let folder = task["folder"]?["hidden"]?.bool == true ? nil : task["folder"]?["name"]?.string
      let path = [
        names[task["space"]?["id"]?.identifier ?? ""], folder, task["list"]?["name"]?.string,
      ].compactMap(\.self).joined(separator: " / ")
      let words = [
        task["id"]?.identifier, path, task["status"]?["status"]?.string,
        people?.isEmpty == true ? "nobody" : people?.joined(separator: " and "),
      ].compactMap(\.self).map { quoted($0).dropFirst().dropLast() }
      return "\(quoted(task["name"]?.string ?? "")) (\(words.joined(separator: ", ")))"
    }
    return shown.joined(separator: "; ")
  }
}
