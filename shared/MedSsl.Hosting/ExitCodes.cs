namespace MedSsl.Hosting;

/// <summary>Exit codes of every process of the platform.</summary>
public static class ExitCodes
{
    /// <summary>All was done.</summary>
    public const int Success = 0;

    /// <summary>Something was tried and failed; the message says what.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The data folder is in use by another process.</summary>
    public const int InUse = 3;

    /// <summary>The configuration is wrong; the message names each key (EX_CONFIG of sysexits).</summary>
    public const int Configuration = 78;
}
