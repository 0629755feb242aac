enum HouseTestsStub {}
