import Web

/// Every page there is, so that tests can render them all.
enum SitePages {
    static let all: [any Page.Type] = [
        SignInPage.self, SetupPage.self, PasswordPage.self, SessionsPage.self, ProfilePage.self,
        OrganizationsPage.self, HomePage.self, ProjectFormPage.self, ConnectionPage.self, DeliveriesPage.self,
        DeliveryPage.self, StatusMapPage.self, OrdersPage.self, OrderPage.self, SLASettingsPage.self,
        HoursPage.self, UrgentPage.self, PeoplePage.self, NoticesPage.self, ActivityPage.self, RefusalsPage.self,
        LeadsPage.self, LeadPage.self, LeadFormPage.self, LeadMergePage.self, RefusalPage.self,
        PipelinePage.self,
        CustomersPage.self, CustomerPage.self, CustomerFormPage.self, QualifyPage.self, StagesPage.self, StagePage.self,
        StageDeletionPage.self, SavedViewPage.self, SavedViewsPage.self, BulkPage.self,
        FaultPage.self, SendAgainPage.self,
        ConfirmPage.self, SuspendedPage.self, OrganizationJobsPage.self, OperatorJobsPage.self, LetterPage.self,
        MembersPage.self, MemberPage.self, DeactivationPage.self, InvitationsPage.self, JoinPage.self,
        OrganizationSettingsPage.self, SecondFactorPage.self, SecondFactorSetupPage.self, RecoveryCodesPage.self,
        SecondStepPage.self, OperatorOrganizationsPage.self, OperatorMembersPage.self, SearchPage.self, KeysPage.self,
        OperatorMailsPage.self, ForgottenPasswordPage.self, NewPasswordPage.self, AccountNotePage.self,
        SignUpPage.self, SignUpConfirmationPage.self, EmailAddressPage.self, EmailConfirmationPage.self,
        TokensPage.self, NewTokenPage.self, MadeTokenPage.self, ReferencePage.self,
        MyDayPage.self, SoonPage.self, ParentActivitiesPage<LeadHead>.self,
        ParentActivitiesPage<CustomerHead>.self, ActivityFormPage.self, CompletionPage.self, FollowUpPage.self,
        WeekPage.self, CalendarFeedPage.self, SaleFiguresPage.self, SaleRowsPage.self, SaleDuePage.self,
    ]
}
