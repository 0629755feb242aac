enum CryptoStub {}
