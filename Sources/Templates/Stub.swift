enum TemplatesStub {}
