namespace Gateway.Admission.Redis;

/// <summary>Why a replica tends its part of the books.</summary>
internal enum TendMode
{
    /// <summary>The usual sign of life: leases that are gone are taken again where they fit.</summary>
    Renew,

    /// <summary>Back after an outage: what really runs is written down, whether it fits or not.</summary>
    Merge,

    /// <summary>The first sign of a process: what an earlier one of the same name held comes back.</summary>
    Join,
}
