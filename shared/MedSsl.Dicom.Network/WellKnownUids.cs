namespace MedSsl.Dicom.Network;

/// <summary>Who we are, and the two services beside storage.</summary>
public static class WellKnownUids
{
    /// <summary>Verification: C-ECHO (PS3.4 annex A).</summary>
    public const string Verification = "1.2.840.10008.1.1";

    /// <summary>Storage Commitment Push Model (PS3.4 annex J).</summary>
    public const string StorageCommitment = "1.2.840.10008.1.20.1";

    /// <summary>The one instance that commitment requests are addressed to (PS3.4 annex J.3.5).</summary>
    public const string StorageCommitmentInstance = "1.2.840.10008.1.20.1.1";

    /// <summary>This implementation in association negotiation and in the files that it writes (PS3.7 annex D.3.3.2).</summary>
    public const string ImplementationClass = "2.25.144866926206107270640843391562183063107";

    /// <summary>Its version.</summary>
    public const string ImplementationVersion = "MEDSSL_1";
}
