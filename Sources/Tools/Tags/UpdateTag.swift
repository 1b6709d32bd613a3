/// `update_tag`: another name or other colors, on all tasks that carry it.
enum UpdateTag: ChangingTool {
  typealias Site = OnResource<OnSpace, TagForm>
  typealias Form = TagForm
}
