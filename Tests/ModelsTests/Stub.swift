enum ModelsTestsStub {}
