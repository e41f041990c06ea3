using System.Globalization;
using Gateway.Policies.Contracts;
using Gateway.RequestPath;

namespace Gateway.Errors;

/// <summary>
/// For every row of the contract table and every condition of waves-api 3.2 and 3.3: status, headers and body on the
/// wire, over HTTP/1.1 and HTTP/2, against the committed snapshot.
/// </summary>
public sealed class ErrorMatrixTests(MatrixFixture fixture) : IClassFixture<MatrixFixture>
{
    public static TheoryData<string, Condition> Cells
    {
        get
        {
            var data = new TheoryData<string, Condition>();
            foreach (var (row, condition) in ErrorMatrix.Cells)
                data.Add(row.Id, condition);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Error_OnThisRow_IsWordedAsItsEndpointWordsIt(string id, Condition condition)
    {
        var row = WavesContracts.Find(id)!;
        foreach (var protocol in Enum.GetValues<WireProtocol>())
        {
            var answer = await fixture.ProvokeAsync(row, condition, protocol);

            Assert.Equal(StatusOf(row, condition), answer.Status);
            AssertHeaders(answer, row, condition);
            fixture.Errors.Match(TitleOf(row, condition), WireForm.Of(answer, row));
        }
    }

    [Fact]
    public void Row_WithoutATestOfACondition_SaysWhy()
    {
        var tested = Cells.Select(cell => (cell.Data.Item1, cell.Data.Item2)).ToHashSet();
        var untested =
            from row in WavesContracts.All
            from condition in Enum.GetValues<Condition>()
            where !tested.Contains((row.Id, condition)) && ErrorMatrix.ExemptionOf(row, condition) is null
            select $"{row.Id} {condition}";
        Assert.Empty(untested);
    }

    [Fact]
    public void Exemption_CoversSomething()
    {
        var idle =
            from exemption in ErrorMatrix.Exemptions
            from condition in exemption.Conditions
            where !WavesContracts.All.Any(row => ReferenceEquals(ErrorMatrix.ExemptionOf(row, condition), exemption))
            select $"{condition}: {exemption.Reason}";
        Assert.Empty(idle);
    }

    [Fact]
    public void Snapshot_HoldsNothingThatNoRowSays()
    {
        var titles = ErrorMatrix.Cells.Select(cell => TitleOf(cell.Row, cell.Condition)).ToHashSet();
        Assert.DoesNotContain(fixture.Errors.Committed.Keys, title => !titles.Contains(title));
    }

    /// <summary>A condition is worded by the dialect alone, except where the row has something of its own to say.</summary>
    private static string TitleOf(WavesContract row, Condition condition) => condition switch
    {
        Condition.RefusedField or Condition.RouteGone => $"{row.Id} {condition}",
        Condition.WrongMethod when !AnswersCalls(row) => $"{row.Dialect.Name} {condition} (sockets only)",
        Condition.WrongMethod => $"{DialectOfCalls(row)} {condition}",
        _ => $"{row.Dialect.Name} {condition}",
    };

    /// <summary>The status of waves-api 3.2, and on sockets what stands in its place (3.3).</summary>
    private static int StatusOf(WavesContract row, Condition condition) => condition switch
    {
        Condition.EndpointForbidden or Condition.ModelForbidden or Condition.VoiceForbidden or Condition.BudgetExhausted or Condition.RateLimited or Condition.ConcurrencyLimited or Condition.TooManyGuesses
            when row.Socket is SocketProtocol.Stt => 101,
        Condition.ConcurrencyLimited when row.Socket is SocketProtocol.Hydra => 101,
        Condition.BodyTooLarge when row.Id == "S3" || IsCloning(row) => 400,
        Condition.MissingKey or Condition.UnknownKey or Condition.ExpiredKey or Condition.RevokedKey => 401,
        Condition.EndpointForbidden or Condition.ModelForbidden or Condition.VoiceForbidden or Condition.BudgetExhausted => 403,
        Condition.MalformedBody or Condition.RefusedField => 400,
        Condition.BodyTooLarge => 413,
        Condition.WrongMethod => 405,
        Condition.RouteGone => 410,
        Condition.RateLimited or Condition.ConcurrencyLimited or Condition.TooManyGuesses => 429,
        Condition.UpstreamUnreachable => 502,
        Condition.CircuitOpen or Condition.Draining => 503,
        Condition.UpstreamSilent or Condition.UpstreamNeverReady => 504,
        _ => 500,
    };

    /// <summary>The upstream counts a sample that is too large among its validation failures (waves-api 2.6).</summary>
    private static bool IsCloning(WavesContract row) => row.LimitGroup is LimitGroup.Clone;

    private static void AssertHeaders(WireAnswer answer, WavesContract row, Condition condition)
    {
        Assert.NotNull(answer.Header("X-Gateway-Error"));
        if (answer.Status != 101)
        {
            Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
            Assert.Equal("no-store", answer.Header("Cache-Control"));
            Assert.Equal(answer.Header("X-Gateway-Request-Id"), answer.Header("X-Request-Id"));
            Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(answer.Body).ToString(CultureInfo.InvariantCulture), answer.Header("Content-Length"));
        }
        if (condition is Condition.RateLimited or Condition.ConcurrencyLimited or Condition.TooManyGuesses or Condition.CircuitOpen or Condition.Draining)
            Assert.True(int.Parse(answer.Header("Retry-After")!, NumberStyles.None, CultureInfo.InvariantCulture) > 0);
        if (row.Lifecycle.Successor is { } successor && condition is not Condition.WrongMethod)
            Assert.Equal($"<{successor}>; rel=\"successor-version\"", answer.Header("Link"));
        if (condition is Condition.WrongMethod && AnswersCalls(row))
            Assert.Equal(string.Join(", ", MethodsOf(row).Order(StringComparer.Ordinal)), answer.Header("Allow"));
    }

    /// <summary>Rows that answer calls at the path of a row, more literal ones first; retired ones are no longer known there.</summary>
    private static IEnumerable<WavesContract> CallsAt(WavesContract row) =>
        from other in WavesContracts.All
        where other.Transport is Transport.Http && !other.IsCatchAll && other.Lifecycle.DefaultMode is not RouteMode.Gone && Matches(other.Path, new RowCall(row).Path)
        orderby other.Path.Count(c => c == '{')
        select other;

    private static bool Matches(string template, string path)
    {
        var wanted = template.Split('/');
        var given = path.Split('/');
        return wanted.Length == given.Length && wanted.Zip(given).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    private static bool AnswersCalls(WavesContract row) => CallsAt(row).Any();

    private static IEnumerable<string> MethodsOf(WavesContract row) => CallsAt(row).SelectMany(other => other.Methods).Distinct();

    private static string DialectOfCalls(WavesContract row) => CallsAt(row).First().Dialect.Name;
}
