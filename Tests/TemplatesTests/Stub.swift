enum TemplatesTestsStub {}
