namespace MedSsl.Audit.Messages;

/// <summary>Codes of audit messages: PS3.16 annex D (DCM) and, for kinds of identifiers, RFC 3881.</summary>
public static class AuditCodes
{
    /// <summary>Event: a process began or ended.</summary>
    public static readonly CodedValue ApplicationActivity = Dcm("110100", "Application Activity");

    /// <summary>Event: somebody looked into the audit trail.</summary>
    public static readonly CodedValue AuditLogUsed = Dcm("110101", "Audit Log Used");

    /// <summary>Event: instances came or went over the network.</summary>
    public static readonly CodedValue InstancesTransferred = Dcm("110104", "DICOM Instances Transferred");

    /// <summary>Event: data left for a medium.</summary>
    public static readonly CodedValue Export = Dcm("110106", "Export");

    /// <summary>Event: data came from a medium.</summary>
    public static readonly CodedValue Import = Dcm("110107", "Import");

    /// <summary>Event: a safeguard acted.</summary>
    public static readonly CodedValue SecurityAlert = Dcm("110113", "Security Alert");

    /// <summary>Type: a process began.</summary>
    public static readonly CodedValue ApplicationStart = Dcm("110120", "Application Start");

    /// <summary>Type: a process ended.</summary>
    public static readonly CodedValue ApplicationStop = Dcm("110121", "Application Stop");

    /// <summary>Type: somebody could not show who they are.</summary>
    public static readonly CodedValue NodeAuthentication = Dcm("110126", "Node Authentication");

    /// <summary>Role: the process that the event is about.</summary>
    public static readonly CodedValue Application = Dcm("110150", "Application");

    /// <summary>Role: who started it.</summary>
    public static readonly CodedValue ApplicationLauncher = Dcm("110151", "Application Launcher");

    /// <summary>Role: where data goes.</summary>
    public static readonly CodedValue Destination = Dcm("110152", "Destination Role ID");

    /// <summary>Role: where data comes from.</summary>
    public static readonly CodedValue Source = Dcm("110153", "Source Role ID");

    /// <summary>Role: the medium that data goes to.</summary>
    public static readonly CodedValue DestinationMedia = Dcm("110154", "Destination Media");

    /// <summary>Role: the medium that data comes from.</summary>
    public static readonly CodedValue SourceMedia = Dcm("110155", "Source Media");

    /// <summary>Kind of medium: one that a URI names, such as a folder (CID 405).</summary>
    public static readonly CodedValue MediaUri = Dcm("110037", "URI");

    /// <summary>Identifier: a study.</summary>
    public static readonly CodedValue StudyInstanceUid = Dcm("110180", "Study Instance UID");

    /// <summary>Identifier: a node of the network.</summary>
    public static readonly CodedValue NodeId = Dcm("110182", "Node ID");

    /// <summary>Identifier: a patient.</summary>
    public static readonly CodedValue PatientNumber = new("2", "RFC-3881", "Patient Number");

    /// <summary>Identifier: an address of a resource.</summary>
    public static readonly CodedValue Uri = new("12", "RFC-3881", "URI");

    private static CodedValue Dcm(string code, string meaning) => new(code, "DCM", meaning);
}
