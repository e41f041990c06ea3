namespace Gateway.Admin.Http;

/// <summary>Faults on the wire. None of them changes anything, so one gateway serves them all.</summary>
public sealed class AdminFaultTests(AdminFaultTests.SharedPlane shared) : IClassFixture<AdminFaultTests.SharedPlane>
{
    [Theory]
    [InlineData("GET", "keys/key_nix", null, 404, "notFound")]
    [InlineData("GET", "nowhere", null, 404, "notFound")]
    [InlineData("DELETE", "keys", null, 405, "methodNotAllowed")]
    [InlineData("PUT", "keys/key_nix", "{}", 405, "methodNotAllowed")]
    [InlineData("POST", "keys/key_nix", "{}", 405, "methodNotAllowed")]
    [InlineData("POST", "keys/key_nix:frob", "{}", 405, "methodNotAllowed")]
    [InlineData("POST", "prices", "{}", 405, "methodNotAllowed")]
    [InlineData("POST", "../../livez", null, 405, "methodNotAllowed")]
    [InlineData("GET", "../../nowhere", null, 404, "notFound")]
    [InlineData("GET", "keys?limit=0", null, 422, "invalid")]
    [InlineData("GET", "keys?limit=many", null, 422, "invalid")]
    [InlineData("GET", "keys?cursor=%2B", null, 422, "invalid")]
    [InlineData("GET", "keys?revoked=yes", null, 422, "invalid")]
    [InlineData("POST", "keys?createTeam=1", """{"team":"another"}""", 422, "invalid")]
    [InlineData("DELETE", "teams/payments?revokeKeys=yes", null, 422, "invalid")]
    [InlineData("GET", "sessions?limit=0", null, 422, "invalid")]
    [InlineData("POST", "teams", """{"name":"another","plan":"gold"}""", 422, "invalid")]
    [InlineData("GET", "keys?team=nobody", null, 404, "notFound")]
    [InlineData("POST", "keys", """{"team":"nobody"}""", 422, "invalid")]
    [InlineData("POST", "keys", """{"team":"payments","slots":3}""", 422, "invalid")]
    [InlineData("POST", "keys", """{"team":null}""", 422, "invalid")]
    [InlineData("POST", "keys", """{"team":"a","team":"b"}""", 400, "malformed")]
    [InlineData("POST", "keys", "{", 400, "malformed")]
    [InlineData("POST", "keys", "[]", 400, "malformed")]
    [InlineData("POST", "teams", """{"name":"payments"}""", 409, "conflict")]
    [InlineData("POST", "keys/key_nix:rotate", """{"graceSeconds":-1}""", 422, "invalid")]
    [InlineData("PUT", "plans/gold", """{"groups":{"tss":{"slots":1}}}""", 422, "invalid")]
    [InlineData("DELETE", "plans/standard", null, 409, "conflict")]
    [InlineData("DELETE", "teams/payments", null, 409, "conflict")]
    public async Task Fault_IsAProblemThatSaysWhatIsAllowed(string method, string path, string? body, int status, string code)
    {
        var plane = await shared.PlaneAsync();

        var (response, problem) = await plane.SendAsync(new(method), path, body);

        Assert.Equal((status, code), ((int)response.StatusCode, (string)problem["code"]!));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(status, (int)problem["status"]!);
        Assert.NotEmpty((string)problem["detail"]!);
    }

    [Theory]
    [InlineData("keys", """{"team":"payments","weight":"a"}""", "weight", "A number.")]
    [InlineData("keys", """{"team":"payments","limits":{"slots":1.5}}""", "limits.slots", "A whole number.")]
    [InlineData("keys", """{"team":"payments","limits":{"shadow":1}}""", "limits.shadow", "true or false.")]
    [InlineData("keys", """{"team":"payments","limits":{"rpm":1}}""", "limits.rpm", "there are requestsPerMinute, slots, sockets, shadow.")]
    [InlineData("keys", """{"team":"payments","scopes":"tts"}""", "scopes", "A list.")]
    [InlineData("keys", """{"team":"payments","scopes":[7]}""", "scopes[0]", "A text.")]
    [InlineData("keys", """{"team":"payments","expiresAt":"soon"}""", "expiresAt", "2027-01-31T00:00:00Z")]
    [InlineData("keys", """{"team":"payments","budgets":[{"unit":"x","period":"day","limit":1}]}""", "budgets[0].unit", "One of characters, tokens, audioSeconds, sessions, money.")]
    [InlineData("keys", """{"team":"payments","budgets":[{"unit":"tokens"}]}""", "budgets[0]", "An object with unit, period, limit, warnAt.")]
    [InlineData("teams", """{"name":"another","limits":[]}""", "limits", "An object with requestsPerMinute")]
    [InlineData("teams", """{"name":"another","colour":"red"}""", "colour", "there are name, description")]
    public async Task Field_OfTheWrongKind_IsToldWhatIsAllowed(string path, string body, string field, string allowed)
    {
        var plane = await shared.PlaneAsync();

        var (_, problem) = await plane.SendAsync(HttpMethod.Post, path, body);

        var error = Assert.Single(problem["errors"]!.AsArray())!;
        Assert.Equal(field, (string)error["field"]!);
        Assert.Contains(allowed, (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongMethod_IsToldTheRightOnes()
    {
        var plane = await shared.PlaneAsync();

        var (response, problem) = await plane.SendAsync(HttpMethod.Delete, "teams");

        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order(StringComparer.Ordinal));
        Assert.Contains("GET, POST", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    /// <summary>A gateway with a team <c>payments</c> that has a key.</summary>
    public sealed class SharedPlane : IAsyncDisposable
    {
        private readonly SemaphoreSlim _starting = new(1, 1);
        private AdminPlaneUnderTest? _plane;

        internal async Task<AdminPlaneUnderTest> PlaneAsync()
        {
            await _starting.WaitAsync();
            try
            {
                if (_plane is null)
                {
                    _plane = await AdminPlaneUnderTest.StartAsync();
                    await _plane.CreateKeyAsync();
                }
                return _plane;
            }
            finally
            {
                _starting.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_plane is not null)
                await _plane.DisposeAsync();
            _starting.Dispose();
        }
    }
}
