using CsCheck;

namespace Gateway.Policies.Validation.Query;

public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("?model=pulse", "pulse")]
    [InlineData("a=1&model=pulse&b", "pulse")]
    [InlineData("mod%65l=pul%73e", "pulse")]
    [InlineData("&&model=a+b%20c", "a b c")]
    [InlineData("model=%C3%A9%zz", "é%zz")]
    [InlineData("model=é", "é")]
    [InlineData("model=é+%C3%A9", "é é")]
    [InlineData("model", "")]
    [InlineData("models=x", null)]
    public void Parameters_AreReadAsTheUpstreamDecodesThem(string query, string? expected)
    {
        string? found = null;
        foreach (var parameter in new QueryReader(query))
        {
            if (parameter.IsNamed("model"))
                found = parameter.Read(new([]), 128);
        }

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("n=60", 60)]
    [InlineData("n=%36%30", 60)]
    [InlineData("n=-5", 0)]
    [InlineData("n=1.5", 0)]
    [InlineData("n=+5", 0)]
    [InlineData("n=99999999999999", 0)]
    [InlineData("n=9999999999", 0)]
    [InlineData("n=", 0)]
    [InlineData("n=\u0665", 0)]
    public void Numbers_AreDigitsOrNothing(string query, int expected)
    {
        foreach (var parameter in new QueryReader(query))
            Assert.Equal(expected, parameter.ReadPositive());
    }

    [Fact]
    public void LongValue_IsNotKept()
    {
        foreach (var parameter in new QueryReader("model=" + new string('a', 129)))
            Assert.Null(parameter.Read(new([]), 128));
    }

    [Fact]
    public void AnyQuery_IsReadToItsEnd() => Gen.String[Gen.OneOf(Gen.Char, Gen.OneOf('%', '&', '=', '+', '?', '4', 'a')), 0, 60].Sample(query =>
    {
        var characters = 0;
        foreach (var parameter in new QueryReader(query))
        {
            parameter.Read(new([]), 128);
            parameter.ReadPositive();
            Assert.False(parameter.IsNamed("model") && parameter.Is("never"));
            characters++;
        }
        Assert.InRange(characters, 0, query.Length);
    });
}
