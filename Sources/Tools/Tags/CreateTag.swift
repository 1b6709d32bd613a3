/// `create_tag`: a Space has a tag.
enum CreateTag: MakingTool {
  typealias Site = OnSpace
  typealias Form = TagForm
}
