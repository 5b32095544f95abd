using Microsoft.Extensions.Logging;

namespace MedSsl.Ingestion;

internal static partial class Log
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Information, Message = "Import {ImportId} into dataset {Dataset} was interrupted and goes on.")]
    public static partial void ImportResumes(ILogger logger, string importId, string dataset);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Import {ImportId} ended: {Stored} instances stored, {Rejected} inputs refused.")]
    public static partial void ImportCompleted(ILogger logger, string importId, int stored, int rejected);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "Import {ImportId} cannot begin: {Reason}")]
    public static partial void ImportImpossible(ILogger logger, string importId, string reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "Import {ImportId} failed; it goes on when the process starts again.")]
    public static partial void ImportFailed(ILogger logger, string importId, Exception exception);

    [LoggerMessage(EventId = 2010, Level = LogLevel.Information, Message = "DICOM listens on {Endpoint}, certificate {Certificate}; sources: {Sources}.")]
    public static partial void DicomListens(ILogger logger, System.Net.IPEndPoint endpoint, string certificate, string sources);

    [LoggerMessage(EventId = 2011, Level = LogLevel.Information, Message = "{Count} objects of {Bytes} bytes wait in the DICOM spool since an earlier start; they are forwarded.")]
    public static partial void SpoolResumes(ILogger logger, int count, long bytes);

    [LoggerMessage(EventId = 2012, Level = LogLevel.Warning, Message = "The DICOM port is {State}: {Bytes} bytes wait in the spool, its disk has {FreeBytes} left (Ingestion:Dicom:SpoolHighBytes, SpoolLowBytes, MinFreeBytes).")]
    public static partial void SpoolDoor(ILogger logger, string state, long bytes, long freeBytes);

    [LoggerMessage(EventId = 2013, Level = LogLevel.Error, Message = "The DICOM spool cannot be written; the object was refused and its sender told to send it again.")]
    public static partial void SpoolWriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2014, Level = LogLevel.Warning, Message = "A file of the DICOM spool is not what its checksum says: a crash cut it off before its sender was answered. It is dropped.")]
    public static partial void SpoolFileTorn(ILogger logger);

    [LoggerMessage(EventId = 2015, Level = LogLevel.Warning, Message = "An object of the DICOM spool could not be forwarded; it stays there and is tried again in {Delay}.")]
    public static partial void ForwardFailed(ILogger logger, TimeSpan delay, Exception exception);

    [LoggerMessage(EventId = 2016, Level = LogLevel.Information, Message = "The DICOM spool in {Folder} is open in another process; nothing is forwarded from here.")]
    public static partial void SpoolInUse(ILogger logger, string folder);

    [LoggerMessage(EventId = 2017, Level = LogLevel.Information, Message = "Association of {CallingAeTitle} at {Address} to {CalledAeTitle} ended: {End}, {Objects} objects.")]
    public static partial void AssociationEnded(ILogger logger, string callingAeTitle, string address, string calledAeTitle, string end, int objects);

    [LoggerMessage(EventId = 2018, Level = LogLevel.Warning, Message = "Connection of {CallingAeTitle} at {Address} to {CalledAeTitle} ended: {End}: {Detail}.")]
    public static partial void AssociationFailed(ILogger logger, string callingAeTitle, string address, string calledAeTitle, string end, string detail);

    [LoggerMessage(EventId = 2019, Level = LogLevel.Error, Message = "An association met a fault of ours; please report it.")]
    public static partial void AssociationFault(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2020, Level = LogLevel.Error, Message = "The changed configuration of the DICOM port is wrong and not used: {Problem}")]
    public static partial void DicomRulesWrong(ILogger logger, string problem);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Warning, Message = "The report of storage commitment {TransactionUid} did not reach {AeTitle}: {Reason}. It is tried again.")]
    public static partial void CommitmentWaits(ILogger logger, string transactionUid, string aeTitle, string reason);

    [LoggerMessage(EventId = 2022, Level = LogLevel.Warning, Message = "The report of storage commitment {TransactionUid} did not reach {AeTitle} within {Retention} and is dropped.")]
    public static partial void CommitmentExpired(ILogger logger, string transactionUid, string aeTitle, TimeSpan retention);

    [LoggerMessage(EventId = 2023, Level = LogLevel.Error, Message = "The certificate of the DICOM port cannot be read; the one before it is still used.")]
    public static partial void CertificateUnreadable(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2024, Level = LogLevel.Error, Message = "A pending storage commitment could not be worked on; the others go on.")]
    public static partial void CommitmentFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2025, Level = LogLevel.Warning, Message = "The index of known instances cannot be reached; the object store decides alone, which is slower.")]
    public static partial void IndexAway(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2026, Level = LogLevel.Warning, Message = "Series {SeriesUid} holds all it says that it has and could not be closed; the reconciler idle-series tries again.")]
    public static partial void CountedSeriesNotClosed(ILogger logger, string seriesUid, Exception exception);

    [LoggerMessage(EventId = 2030, Level = LogLevel.Information, Message = "What is dropped into {Place} is taken; after that: {After}.")]
    public static partial void DropWatches(ILogger logger, string place, string after);

    [LoggerMessage(EventId = 2031, Level = LogLevel.Warning, Message = "The watched folder {Folder} is not there (Ingestion:Drop:Folder); is its volume mounted? It is looked for again and again.")]
    public static partial void DropFolderAway(ILogger logger, string folder);

    [LoggerMessage(EventId = 2032, Level = LogLevel.Warning, Message = "A folder below the watched folder cannot be read by the account of the service; what lies in it waits.")]
    public static partial void DropFolderUnreadable(ILogger logger);

    [LoggerMessage(EventId = 2033, Level = LogLevel.Warning, Message = "An input of the {Source} drop for dataset {Dataset} ({Bytes} bytes, changed {ModifiedUtc:o}) stays where it is: {Problem}.")]
    public static partial void DropUnreadable(ILogger logger, string source, string dataset, long bytes, DateTime modifiedUtc, string problem);

    [LoggerMessage(EventId = 2034, Level = LogLevel.Error, Message = "An input of the {Source} drop for dataset {Dataset} ({Bytes} bytes, changed {ModifiedUtc:o}) is durable but cannot be removed; give the account of the service the right to, or remove it.")]
    public static partial void DropNotRemoved(ILogger logger, string source, string dataset, long bytes, DateTime modifiedUtc);

    [LoggerMessage(EventId = 2035, Level = LogLevel.Warning, Message = "The {Source} drop could not go on; what is there stays, and is tried again in {Delay}.")]
    public static partial void DropFailed(ILogger logger, string source, TimeSpan delay, Exception exception);

    [LoggerMessage(EventId = 2040, Level = LogLevel.Error, Message = "The audit trail cannot be written; what it has to tell waits and is tried again.")]
    public static partial void AuditWriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2041, Level = LogLevel.Error, Message = "An event of the audit trail, {Event}, is dropped: its disk cannot be written and too much waits.")]
    public static partial void AuditOverflows(ILogger logger, string @event);

    [LoggerMessage(EventId = 2042, Level = LogLevel.Warning, Message = "The length of the audit trail could not be kept in the object store; it is tried again.")]
    public static partial void AuditHeadNotKept(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 2043, Level = LogLevel.Warning, Message = "The audit collector {Collector} (Ingestion:Audit:Syslog) cannot be reached or hung up: {Problem}. The trail waits and is sent in {Delay}.")]
    public static partial void AuditCollectorLost(ILogger logger, string collector, string problem, TimeSpan delay, Exception exception);
}
