using MedSsl.Audit.Messages;

namespace MedSsl.Unit.Tests.Audit;

/// <summary>Events of every kind that the platform writes, with everything in them that they can have.</summary>
internal static class AuditSamples
{
    public static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));
    public static readonly AuditProcess Process = new("medssl-ingestion/7", "medssl", "gate");
    public static readonly NetworkNode Sender = new("CT1", "10.1.2.3");

    public static readonly StudyContent Study = new()
    {
        StudyUid = "2.25.1", PatientId = "Pabc", IsDeIdentified = true, Dataset = "lung", SopClasses = [new SopClassCount("1.2.840.10008.5.1.4.1.1.2", 120)],
    };

    /// <summary>A name for people, the kind by the method that makes it, the event, and what its table in PS3.15 A.5.3 asks for: code, action, roles and kinds of objects.</summary>
    public static IReadOnlyList<(string Name, string Kind, AuditEvent Event, string Code, string Action, string Roles, string Objects)> All { get; } =
    [
        ("start", nameof(AuditEvents.ApplicationActivity), AuditEvents.ApplicationActivity(Process, isStart: true, At), "110100", "E", "110150 110151*", ""),
        ("stop", nameof(AuditEvents.ApplicationActivity), AuditEvents.ApplicationActivity(Process, isStart: false, At), "110100", "E", "110150 110151*", ""),
        ("transfer", nameof(AuditEvents.InstancesTransferred), AuditEvents.InstancesTransferred(Sender, Process, "LUNG", Study, null, At), "110104", "C", "110153* 110152", "110180 2"),
        ("refused transfer", nameof(AuditEvents.InstancesTransferred), AuditEvents.InstancesTransferred(Sender, Process, "LUNG", Study, "malformed", At), "110104", "C", "110153* 110152", "110180 2"),
        ("import", nameof(AuditEvents.Import), AuditEvents.Import(Process, new Uri("medssl:import/import-1"), Study, null, At), "110107", "C", "110152* 110155", "110180 2"),
        ("refused import", nameof(AuditEvents.Import), AuditEvents.Import(Process, new Uri("medssl:drop/folder"), Study, "not-dicom", At), "110107", "C", "110152* 110155", "110180 2"),
        ("export", nameof(AuditEvents.Export), AuditEvents.Export(Process, new Uri("file://gate/"), Study, new string('a', 64), At), "110106", "R", "110153* 110153 110154", "110180 2"),
        ("alert", nameof(AuditEvents.NodeRefused), AuditEvents.NodeRefused(Process, Sender, "calling AE title not recognized", At), "110113", "E", "110150 110153", "110182"),
        ("use of the log", nameof(AuditEvents.AuditLogUsed), AuditEvents.AuditLogUsed(Process, new Uri("file:///trail"), At), "110101", "R", "110151* 110150", "12"),
    ];
}
