namespace MedSsl.Dicom.Network;

/// <summary>Statuses that are sent (PS3.7 annex C; for C-STORE PS3.4 annex B.2.3, for storage commitment PS3.4 annex J.3).</summary>
public static class DimseStatus
{
    /// <summary>Success: what was sent is durable.</summary>
    public const ushort Success = 0x0000;

    /// <summary>Processing failure.</summary>
    public const ushort ProcessingFailure = 0x0110;

    /// <summary>No such SOP instance.</summary>
    public const ushort NoSuchInstance = 0x0112;

    /// <summary>The command says something that it may not.</summary>
    public const ushort InvalidArgument = 0x0115;

    /// <summary>The SOP Instance UID breaks the form of UIDs.</summary>
    public const ushort InvalidInstance = 0x0117;

    /// <summary>The SOP class is not the one of the presentation context, or not one of this service.</summary>
    public const ushort SopClassNotSupported = 0x0122;

    /// <summary>No such action.</summary>
    public const ushort NoSuchAction = 0x0123;

    /// <summary>No such message here.</summary>
    public const ushort UnrecognizedOperation = 0x0211;

    /// <summary>Refused, out of resources: send it again later.</summary>
    public const ushort OutOfResources = 0xA700;

    /// <summary>The data set is of another SOP class or instance than the command says.</summary>
    public const ushort DataSetMismatch = 0xA900;

    /// <summary>There is no data set that could be understood.</summary>
    public const ushort CannotUnderstand = 0xC000;

    /// <summary>Every status that is sent, with when.</summary>
    public static IReadOnlyList<(ushort Status, string Messages, string Meaning)> All { get; } =
    [
        (Success, "all", "done; for C-STORE: the object is on disk and flushed, and stays until the object store or the quarantine has it"),
        (ProcessingFailure, "C-STORE, N-ACTION", "the object is larger than the limit or cannot be written; a commitment request cannot be read"),
        (NoSuchInstance, "N-ACTION; reason in N-EVENT-REPORT", "not the well-known instance of storage commitment; or an object that never came here"),
        (InvalidArgument, "C-STORE, N-ACTION", "the command announces no data set"),
        (InvalidInstance, "C-STORE", "the SOP Instance UID is missing or breaks the form of UIDs"),
        (SopClassNotSupported, "C-STORE, C-ECHO, N-ACTION", "the SOP class of the command is not the one of its presentation context, or another service's"),
        (NoSuchAction, "N-ACTION", "an action other than 1, request storage commitment"),
        (UnrecognizedOperation, "all others", "a message of a service that is not offered here"),
        (OutOfResources, "C-STORE", "the spool or the disk is full: send again later"),
        (DataSetMismatch, "C-STORE", "SOP Class UID or SOP Instance UID of the data set are not those of the command"),
        (CannotUnderstand, "C-STORE", "the data set is empty"),
    ];
}
