import JSON

// Tags of Spaces, and on tasks.
// https://developer.clickup.com/reference/getspacetags
extension Route {
  public static let getSpaceTags = reading("/space/{space_id}/tag", "GetSpaceTags")
  public static let createSpaceTag = writing(
    .post, "/space/{space_id}/tag", "CreateSpaceTag", .makes, .answered(.tag, "id"),
    foundBy: .resource(.tag))
  public static let updateSpaceTag = writing(
    .put, "/space/{space_id}/tag/{tag_name}", "EditSpaceTag", .changes, .at(.tag, "tag_name"),
    foundBy: .resource(.tag))
  public static let deleteSpaceTag = writing(
    .delete, "/space/{space_id}/tag/{tag_name}", "DeleteSpaceTag", .removes,
    .at(.tag, "tag_name"), foundBy: .resource(.tag))
  public static let addTaskTag = writing(
    .post, "/task/{task_id}/tag/{tag_name}", "AddTagToTask", .relates, .at(.task, "task_id"),
    foundBy: .tie(.tag))
  public static let removeTaskTag = writing(
    .delete, "/task/{task_id}/tag/{tag_name}", "RemoveTagFromTask", .takesOff,
    .at(.task, "task_id"), foundBy: .tie(.tag))

  static let tags: [Route] = [
    .getSpaceTags, .createSpaceTag, .updateSpaceTag, .deleteSpaceTag, .addTaskTag, .removeTaskTag,
  ]
}

extension Resource {
  /// A tag of a Space. The service gives it no ID: its name is what there is of it.
  ///
  /// The published document wants the whole tag in each request, also in that which deletes it.
  public static let tag: Resource = Resource(
    kind: .tag, idName: "tag_name",
    fields: [
      ResourceField(name: "name", kind: .tagName, isOfMaking: true, isAlwaysSent: true),
      color("fg_color", shownAs: "tag_fg"), color("bg_color", shownAs: "tag_bg"),
    ],
    reading: { ReadRequest(.getSpaceTags, path: $0.filter { $0.key == "space_id" }) },
    listed: { answer, _ in
      (answer["tags"]?.array ?? []).compactMap { tag in
        guard let name = tag["name"]?.string else { return nil }
        var tag = tag
        tag["id"] = .string(TagName.stored(name))
        for field in ["fg", "bg"] { tag["\(field)_color"] = tag["tag_\(field)"] }
        return tag
      }
    },
    // What is made is answered with nothing.
    answered: { answer, names in
      Resource.tag.thing(in: answer, names).map { ["tag": .object(Resource.tag.state(of: $0))] }
    },
    read: { _ in [:] },
    routes: { _ in (.createSpaceTag, .updateSpaceTag, .deleteSpaceTag) },
    named: Resource.Named(field: "name", wrapper: "tag") { names, query in
      query.spaceIDs = [names["space_id"] ?? ""]
      query.tags = [names["tag_name"] ?? ""]
    })

  /// What a tag has that was made without colors (as recorded: both the same).
  private static func color(_ name: String, shownAs shown: String) -> ResourceField {
    ResourceField(
      name: name, kind: .color, isOfMaking: true, madeAs: shown, standard: "#622aea",
      isAlwaysSent: true)
  }
}
