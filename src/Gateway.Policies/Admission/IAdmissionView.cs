namespace Gateway.Policies.Admission;

/// <summary>Shows the books to operators. Thread-safe; reading changes nothing and may be some milliseconds old.</summary>
public interface IAdmissionView
{
    /// <summary>What is held and who waits, for every pool of an account that is not idle.</summary>
    ValueTask<AccountView> ViewAsync(string account, CancellationToken cancellationToken);
}
